import { sourceFromBytes } from './byte-source.ts';
import type { Attribute } from './model.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

const NAME_FIELD = 1;

/** The attribute under another name; its value does not change. */
export function renameAttribute(attribute: Attribute, name: string): Attribute {
  if (attribute.name === name) return attribute;
  if (!attribute.encoded) return { ...attribute, name };
  const reader = new WireReader(sourceFromBytes(attribute.encoded));
  const writer = new WireWriter().stringField(NAME_FIELD, name);
  let start = 0;
  reader.fields((field, wire) => {
    if (field === NAME_FIELD) reader.skip(wire);
    else writer.raw(reader.rawField(start, wire));
    start = reader.position;
  });
  const chunks = writer.finish().filter((chunk): chunk is Uint8Array => chunk instanceof Uint8Array);
  return { ...attribute, name, encoded: joinBytes(chunks) };
}

function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let end = 0;
  for (const chunk of chunks) {
    joined.set(chunk, end);
    end += chunk.byteLength;
  }
  return joined;
}
