// Reads an AsyncAPI document with the official parser. Any error or warning is a failure.
// Run by `make asyncapi`; it needs Node and what package.json names.
const { DiagnosticSeverity, fromFile, Parser } = require("@asyncapi/parser");

async function main() {
  const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
  const faults = diagnostics.filter((each) => each.severity <= DiagnosticSeverity.Warning);
  for (const each of faults) {
    console.error(`${each.code} at ${each.path.join(".")}: ${each.message}`);
  }
  if (!document || faults.length > 0) {
    process.exitCode = 1;
    return;
  }
  const operations = document.operations().all();
  const messages = document.components().messages().all();
  console.log(`valid: ${operations.length} operations, ${messages.length} messages`);
}

main();
