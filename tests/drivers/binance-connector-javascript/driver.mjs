// Makes calls through Binance's deprecated JavaScript connector, a line a call. It is made for
// Spot, whose stop wants the listen key; COIN-M is at another address. It sends, and hands over
// what comes; it matches no answers.

import { Console } from 'node:console';
import { WebsocketAPI } from '@binance/connector';

const PATIENCE = 10_000;
const CALLS = {
  status: (client) => client.sendMessage('session.status'),
  start: (client) => client.startUserDataStream(),
  ping: (client, listenKey) => client.pingUserDataStream(listenKey),
  stop: (client, listenKey) => client.stopUserDataStream(listenKey),
  logout: (client) => client.sendMessage('session.logout'),
};

// What the callback hands over next, or null if that is nothing for a while.
function next(handlers, name) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, null);
    handlers[name] = (data) => {
      clearTimeout(timer);
      resolve(data);
    };
  });
}

async function main(steps) {
  const handlers = {};
  const callbacks = { open: () => handlers.open(), message: (data) => handlers.message?.(data) };
  const { CONFORMANCE_URL: wsURL, BINANCE_API_KEY: key } = process.env;
  // Its own log would disturb the lines.
  const logger = new Console(process.stderr);
  const client = new WebsocketAPI(key, 'unused', { wsURL, callbacks, logger });
  await next(handlers, 'open');
  let listenKey;
  let outcome;
  for (const call of steps) {
    const received = next(handlers, 'message');
    CALLS[call](client, listenKey);
    let answer;
    try {
      answer = JSON.parse(await received);
      outcome = answer === null ? 'timeout' : answer.error ? 'error' : 'success';
    } catch (error) {
      console.error(error);
      outcome = 'error';
    }
    listenKey = answer?.result?.listenKey ?? listenKey;
    const line = { call, outcome, code: answer?.error?.code ?? null, id: answer?.id ?? null };
    process.stdout.write(JSON.stringify(line) + '\n');
    if (outcome !== 'success') break;
  }
  client.disconnect();
  return outcome === 'success' ? 0 : 1;
}

const STEPS = (process.env.CONFORMANCE_STEPS ?? 'start,ping,stop').split(',');
process.exitCode = STEPS.every((step) => step in CALLS) ? await main(STEPS) : 127;
