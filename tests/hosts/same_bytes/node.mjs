// One export by the Node package, for the comparison of all hosts:
//
//   node.mjs SOURCE OUT FORMAT PACKAGE NOW [TEMPORALITY]
//
// NOW is a time as Date takes it. OUT is replaced. Needs the package built, in examples/node.
import { exportTelemetry } from '../../../examples/node/lib/index.mjs';

const [source, out, format, form, now, temporality] = process.argv.slice(2);
await exportTelemetry({ source, out, format, package: form, now: new Date(now), temporality, overwrite: true });
