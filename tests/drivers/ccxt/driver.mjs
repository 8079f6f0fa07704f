// Makes calls through ccxt, and prints what it believes of each, a line a call. It has no methods
// for user data streams of COIN-M on the WebSocket API; its generic call serves them.

import { readFileSync } from 'node:fs';
import ccxt from 'ccxt';

const METHODS = {
  logon: 'session.logon',
  status: 'session.status',
  start: 'userDataStream.start',
  ping: 'userDataStream.ping',
  stop: 'userDataStream.stop',
  logout: 'session.logout',
};

function request(exchange, step) {
  const url = exchange.urls.api.ws['ws-api'].delivery;
  const id = exchange.requestId(url).toString();
  const keyed = ['start', 'ping', 'stop'].includes(step) ? { apiKey: exchange.apiKey } : {};
  const params = step === 'logon' ? exchange.signParams({}) : keyed;
  const subscription = { method: (client, message) => client.resolve(message, id) };
  return exchange.watch(url, id, { id, method: METHODS[step], params }, id, subscription);
}

// The code is in the text of ccxt's exceptions.
function codeOf(error) {
  const found = /"code":(-?\d+)/.exec(`${error?.message}`);
  return found ? Number(found[1]) : (error?.error?.code ?? null);
}

async function main(steps) {
  const secret = readFileSync(process.env.BINANCE_PRIVATE_KEY_PATH, 'utf8');
  const exchange = new ccxt.pro.binancecoinm({ apiKey: process.env.BINANCE_API_KEY, secret });
  exchange.urls.api.ws['ws-api'].delivery = process.env.CONFORMANCE_URL;
  // What ccxt wants before it opens a connection without TLS.
  await exchange.loadHttpProxyAgent();
  let call;
  try {
    for (call of steps) {
      const { id } = await request(exchange, call);
      process.stdout.write(JSON.stringify({ call, outcome: 'success', code: null, id }) + '\n');
    }
    return 0;
  } catch (error) {
    console.error(error);
    const line = { call, outcome: 'error', code: codeOf(error), id: error?.id ?? null };
    process.stdout.write(JSON.stringify(line) + '\n');
    return 1;
  } finally {
    await exchange.close();
  }
}

const STEPS = (process.env.CONFORMANCE_STEPS ?? 'start,ping,stop').split(',');
process.exitCode = STEPS.every((step) => step in METHODS) ? await main(STEPS) : 127;
