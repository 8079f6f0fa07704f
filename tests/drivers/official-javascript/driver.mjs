// Makes calls through Binance's own JavaScript SDK, and prints what it believes of each, a line
// a call.

import { DerivativesTradingCoinFutures } from '@binance/derivatives-trading-coin-futures';

const CALLS = {
  // The SDK has no methods for sessions, but generic ones.
  logon: (connection) => connection.sendSignedMessage('session.logon'),
  status: (connection) => connection.sendMessage('session.status'),
  start: (connection) => connection.startUserDataStream(),
  ping: (connection) => connection.keepaliveUserDataStream(),
  stop: (connection) => connection.closeUserDataStream(),
  logout: (connection) => connection.sendMessage('session.logout'),
};

function print(call, outcome, code) {
  process.stdout.write(JSON.stringify({ call, outcome, code: code ?? null, id: null }) + '\n');
}

async function main(steps) {
  const client = new DerivativesTradingCoinFutures({
    configurationWebsocketAPI: {
      apiKey: process.env.BINANCE_API_KEY,
      privateKey: process.env.BINANCE_PRIVATE_KEY_PATH,
      wsURL: process.env.CONFORMANCE_URL,
    },
  });
  let connection;
  let step = steps[0];
  try {
    connection = await client.websocketAPI.connect();
    for (step of steps) {
      await CALLS[step](connection);
      print(step, 'success');
    }
    return 0;
  } catch (error) {
    console.error(error);
    print(step, `${error?.message}`.startsWith('Request timeout') ? 'timeout' : 'error', error?.code);
    return 1;
  } finally {
    await connection?.disconnect();
  }
}

// The SDK's log goes where it does not disturb the lines.
console.log = console.info = console.debug = console.error;
const STEPS = (process.env.CONFORMANCE_STEPS ?? 'start,ping,stop').split(',');
process.exitCode = STEPS.every((step) => step in CALLS) ? await main(STEPS) : 127;
