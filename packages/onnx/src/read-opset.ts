import type { OpsetImport } from './model.ts';
import type { WireReader } from './wire-reader.ts';

/** Reads one OperatorSetIdProto. */
export function readOpset(reader: WireReader): OpsetImport {
  let domain = '';
  let version = 0;
  reader.fields((field, wire) => {
    if (field === 1) domain = reader.string();
    else if (field === 2) version = reader.varint();
    else reader.skip(wire);
  });
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}
