// The driver of the npm package `binance`, told to sign each request in place of logging on.

process.env.CONFORMANCE_SIGNED = '1';
await import('../binance-npm/driver.mjs');
