// Makes calls through the npm package `binance`, and prints what it believes of each, a line a
// call. With an Ed25519 key it logs on by itself after it has connected.

import { readFileSync } from 'node:fs';
import { WebsocketAPIClient, WS_KEY_MAP } from 'binance';

const WS_KEY = WS_KEY_MAP.coinmWSAPI;
const apiKey = process.env.BINANCE_API_KEY;
// Its types want the listen key for a ping and a stop, though the API needs none.
let listenKey;
const CALLS = {
  logon: (client) => client.getWSClient().connectWSAPI(WS_KEY),
  status: (client) => client.getWSClient().sendWSAPIRequest(WS_KEY, 'session.status'),
  start: (client) => client.startUserDataStreamForKey({ apiKey }, WS_KEY),
  ping: (client) => client.pingUserDataStreamForKey({ apiKey, listenKey }, WS_KEY),
  stop: (client) => client.stopUserDataStreamForKey({ apiKey, listenKey }, WS_KEY),
  logout: (client) => client.getWSClient().sendWSAPIRequest(WS_KEY, 'session.logout'),
};

function print(call, outcome, answer) {
  const line = { call, outcome, code: answer?.error?.code ?? null, id: answer?.id ?? null };
  process.stdout.write(JSON.stringify(line) + '\n');
}

async function main(steps) {
  const api_secret = readFileSync(process.env.BINANCE_PRIVATE_KEY_PATH, 'utf8');
  const options = { api_key: apiKey, api_secret };
  if (process.env.CONFORMANCE_SIGNED) {
    options.authPrivateConnectionsOnConnect = false;
    options.authPrivateRequestsIndividually = true;
  }
  const client = new WebsocketAPIClient(options);
  // Its option wsUrl appends a path, which would not leave room for a query.
  client.getWSClient().getWsUrl = async () => process.env.CONFORMANCE_URL;
  let step;
  try {
    for (step of steps) {
      const answer = await CALLS[step](client);
      listenKey = answer?.result?.listenKey ?? listenKey;
      print(step, 'success', answer);
    }
    return 0;
  } catch (error) {
    console.error(error);
    print(step, 'error', error);
    return 1;
  } finally {
    await client.disconnectAll();
  }
}

// The client's log goes where it does not disturb the lines.
console.log = console.info = console.debug = console.error;
const STEPS = (process.env.CONFORMANCE_STEPS ?? 'start,ping,stop').split(',');
process.exitCode = STEPS.every((step) => step in CALLS) ? await main(STEPS) : 127;
