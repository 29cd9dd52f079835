/** One field of a protobuf message; `children` if the schema says that its bytes are a message. */
export interface Field {
  readonly field: number;
  readonly wire: number;
  readonly value: bigint | Uint8Array;
  readonly kind: MessageKind | null;
  readonly children: readonly Field[] | null;
}

type MessageKind = keyof typeof MESSAGES;

/** Fields of onnx.proto that contain messages, by their parent message. */
const MESSAGES = {
  model: { 7: 'graph', 8: 'opset', 14: 'entry' },
  graph: { 1: 'node', 5: 'tensor', 11: 'value', 12: 'value', 13: 'value' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
  tensor: { 13: 'entry' },
  value: { 2: 'type' },
  type: { 1: 'tensorType' },
  tensorType: { 2: 'shape' },
  shape: { 1: 'dimension' },
  dimension: {},
  opset: {},
  entry: {},
} as const satisfies Record<string, Record<number, string>>;

/** Reads well-formed bytes into a tree of fields, so that a mutation can correct every length around it. */
export function parseTree(bytes: Uint8Array, kind: MessageKind = 'model'): readonly Field[] {
  const fields: Field[] = [];
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position] ?? 0;
      position += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (position < bytes.byteLength) {
    const tag = Number(varint());
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) {
      fields.push({ field, wire, value: varint(), kind: null, children: null });
      continue;
    }
    const size = wire === 2 ? Number(varint()) : wire === 5 ? 4 : 8;
    const value = bytes.subarray(position, position + size);
    position += size;
    const inner = wire === 2 ? ((MESSAGES[kind] as Record<number, MessageKind>)[field] ?? null) : null;
    fields.push({ field, wire, value, kind: inner, children: inner === null ? null : parseTree(value, inner) });
  }
  return fields;
}

/** Encodes a tree; lengths are computed from contents. */
export function encodeTree(fields: readonly Field[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const { field, wire, value, children } of fields) {
    parts.push(encodeVarint(BigInt(field * 8 + wire)));
    if (typeof value === 'bigint') {
      parts.push(encodeVarint(value));
      continue;
    }
    const bytes = children === null ? value : encodeTree(children);
    if (wire === 2) parts.push(encodeVarint(BigInt(bytes.byteLength)));
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** The shortest encoding of an unsigned integer; negative ones become ten bytes, as protobuf writes them. */
export function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return Uint8Array.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
