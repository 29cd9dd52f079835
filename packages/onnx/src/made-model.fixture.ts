import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { AttributeProto_AttributeType as AttributeType, type ModelProto, ModelProtoSchema, TensorProto_DataLocation } from 'onnx-buf';
import { DATA_TYPE } from './data-type.ts';
import type { Model } from './model.ts';
import { writeModel } from './write-model.ts';

/** The bytes of a model that was read from `source`. */
export function encode(model: Model, source = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  return Buffer.concat(
    writeModel(model).map((chunk) => (chunk instanceof Uint8Array ? chunk : source.subarray(chunk.offset, chunk.offset + chunk.sizeBytes))),
  );
}

/**
 * The message that another implementation of the format (onnx-buf: code made from onnx.proto) reads in the bytes, in its own canonical encoding. An
 * operator set of the standard domain may leave the empty domain out or write it: the same thing.
 */
export function canonical(bytes: Uint8Array): Uint8Array {
  const message = fromBinary(ModelProtoSchema, Uint8Array.from(bytes));
  for (const opset of message.opsetImport) opset.domain ||= '';
  return toBinary(ModelProtoSchema, message);
}

export type Fields = Exclude<MessageInitShape<typeof ModelProtoSchema>, ModelProto>;

/** A node that copies x to y. */
export const NODE = { opType: 'Identity', input: ['x'], output: ['y'] };

/** A model of one node, with more fields. */
export function encodeMessage(extra: Fields): Uint8Array<ArrayBuffer> {
  const base: Fields = { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], graph: { name: 'g', node: [NODE] } };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...base, ...extra }));
}

/** A local function with a default. */
export const FUNCTION = {
  name: 'f',
  domain: 'local',
  overload: 'v2',
  input: ['p'],
  output: ['q'],
  attribute: ['alpha'],
  attributeProto: [{ name: 'beta', type: AttributeType.FLOAT, f: 0.5 }],
  opsetImport: [{ domain: '', version: 17n }],
  node: [
    { opType: 'LeakyRelu', input: ['p'], output: ['q'], attribute: [{ name: 'alpha', refAttrName: 'beta', type: AttributeType.FLOAT }] },
  ],
};

/** A field of every kind. */
export const EVERYTHING: Fields = {
  producerName: 'maker',
  producerVersion: '9.1',
  domain: 'example.org',
  modelVersion: -4n,
  docString: 'a model with a field of every kind – ü',
  metadataProps: [
    { key: 'a', value: '1' },
    { key: 'b', value: '' },
  ],
  opsetImport: [
    { domain: '', version: 17n },
    { domain: 'com.microsoft', version: 1n },
  ],
  functions: [{ ...FUNCTION, docString: 'of the function' }],
  graph: {
    name: 'main',
    docString: 'of the graph',
    quantizationAnnotation: [{ tensorName: 'w', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] }],
    sparseInitializer: [{ dims: [4n], values: { name: 'sparse', dims: [1n], dataType: DATA_TYPE.float, floatData: [2] } }],
    metadataProps: [{ key: 'graph', value: 'x' }],
    node: [
      {
        name: 'n',
        opType: 'Op',
        domain: 'com.microsoft',
        overload: 'v2',
        docString: 'of the node',
        input: ['x', '', 'w'],
        output: ['y', '', 'z'],
        attribute: [
          { name: 'f', type: AttributeType.FLOAT, f: -1.5 },
          { name: 'i', type: AttributeType.INT, i: -7n },
          { name: 'min', type: AttributeType.INT, i: -(2n ** 63n) },
          { name: 'max', type: AttributeType.INT, i: 2n ** 63n - 1n },
          { name: 's', type: AttributeType.STRING, s: Buffer.from([0xff, 0x00, 0x80]) },
          { name: 'floats', type: AttributeType.FLOATS, floats: [1, -2.25] },
          { name: 'ints', type: AttributeType.INTS, ints: [-1n, 0n, 2n ** 62n] },
          { name: 'strings', type: AttributeType.STRINGS, strings: [Buffer.from('a'), Buffer.from('')] },
          { name: 'empty', type: AttributeType.INTS },
          { name: 't', type: AttributeType.TENSOR, t: { dims: [1n], dataType: DATA_TYPE.int64, int64Data: [-3n] }, docString: 'kept' },
          { name: 'tp', type: AttributeType.TYPE_PROTO, tp: { value: { case: 'tensorType', value: { elemType: 1 } } } },
          { name: 'g', type: AttributeType.GRAPH, g: { name: 'inner', node: [{ opType: 'Identity', input: ['x'], output: ['o'] }] } },
        ],
      },
    ],
    initializer: [
      { name: 'raw', dims: [2n], dataType: DATA_TYPE.int32, rawData: Buffer.from([1, 0, 0, 0, 255, 255, 255, 255]) },
      { name: 'large', dims: [5000n], dataType: DATA_TYPE.float, rawData: new Uint8Array(20_000).fill(7) },
      { name: 'floats', dims: [2n], dataType: DATA_TYPE.float, floatData: [0.5, -3] },
      { name: 'ints', dims: [3n], dataType: DATA_TYPE.int64, int64Data: [-1n, 5n, -(2n ** 63n)] },
      { name: 'small', dims: [2n], dataType: DATA_TYPE.int8, int32Data: [-128, 127] },
      { name: 'doubles', dims: [1n], dataType: DATA_TYPE.double, doubleData: [1e300] },
      { name: 'texts', dims: [2n], dataType: DATA_TYPE.string, stringData: [Buffer.from('one'), Buffer.from([0xfe])] },
      { name: 'scalar', dims: [], dataType: DATA_TYPE.float, rawData: new Uint8Array(4), docString: 'of the tensor' },
      { name: 'none', dims: [0n, 3n], dataType: DATA_TYPE.float },
      {
        name: 'far',
        dims: [4n],
        dataType: DATA_TYPE.float,
        dataLocation: TensorProto_DataLocation.EXTERNAL,
        externalData: [
          { key: 'location', value: 'weights.bin' },
          { key: 'offset', value: '4096' },
          { key: 'length', value: '16' },
        ],
      },
    ],
    input: [
      {
        name: 'x',
        docString: 'of the input',
        type: {
          denotation: 'TENSOR',
          value: {
            case: 'tensorType',
            value: {
              elemType: 1,
              shape: {
                dim: [
                  { value: { case: 'dimParam', value: 'batch' }, denotation: 'DATA_BATCH' },
                  { value: { case: 'dimValue', value: 3n } },
                  { value: { case: undefined } },
                ],
              },
            },
          },
        },
      },
      {
        name: 'list',
        type: { value: { case: 'sequenceType', value: { elemType: { value: { case: 'tensorType', value: { elemType: 7 } } } } } },
      },
    ],
    output: [{ name: 'y' }],
    valueInfo: [{ name: 'z', type: { value: { case: 'tensorType', value: { elemType: 10 } } } }],
  },
};
