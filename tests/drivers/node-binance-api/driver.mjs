// Makes calls through node-binance-api, and prints what it believes of each, a line a call. It
// is made for Spot; its generic call serves COIN-M at another address.

import Binance from 'node-binance-api';

const apiKey = process.env.BINANCE_API_KEY;
const CONNECTION = 'coin-m';
const CALLS = {
  status: ['session.status', {}],
  start: ['userDataStream.start', { apiKey }],
  ping: ['userDataStream.ping', { apiKey }],
  stop: ['userDataStream.stop', { apiKey }],
  logout: ['session.logout', {}],
};

function print(call, outcome, code) {
  process.stdout.write(JSON.stringify({ call, outcome, code: code ?? null, id: null }) + '\n');
}

async function main(steps) {
  const client = new Binance().options({ APIKEY: apiKey, APISECRET: 'unused' });
  client.wsApi = process.env.CONFORMANCE_URL;
  const socket = client.connectWsApi(CONNECTION, () => {});
  let step = steps[0];
  try {
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    for (step of steps) {
      await client.sendWsApiRequest(CONNECTION, ...CALLS[step]);
      print(step, 'success');
    }
    return 0;
  } catch (error) {
    console.error(error);
    print(step, `${error?.message}`.endsWith('timeout') ? 'timeout' : 'error', error?.code);
    return 1;
  } finally {
    client.terminateWsApi(CONNECTION);
  }
}

// The client's log goes where it does not disturb the lines.
console.log = console.info = console.debug = console.error;
const STEPS = (process.env.CONFORMANCE_STEPS ?? 'start,ping,stop').split(',');
process.exitCode = STEPS.every((step) => step in CALLS) ? await main(STEPS) : 127;
