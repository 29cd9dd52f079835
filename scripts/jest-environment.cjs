const { TestEnvironment } = require('jest-environment-node');

/** ONNX Runtime's binding checks `instanceof` against the outer realm, so tests must build tensors from the outer realm's typed arrays. */
const SHARED = [
  'Float32Array',
  'Float64Array',
  'Int8Array',
  'Int16Array',
  'Int32Array',
  'Uint8Array',
  'Uint16Array',
  'Uint32Array',
  'BigInt64Array',
  'BigUint64Array',
  'ArrayBuffer',
  'Float16Array',
];

module.exports = class LaminaEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of SHARED) if (globalThis[name]) this.global[name] = globalThis[name];
  }
};
