export { createAttribute, createFloatTensor, createInt64Tensor, createNode, createValueInfo } from './build.ts';
export { type ByteSource, sourceFromBytes } from './byte-source.ts';
export { DATA_TYPE, dataTypeName, findElementBits } from './data-type.ts';
export { MODEL_LIMITS } from './limits.ts';
export type { Attribute, AttributeValue, Graph, Model, Node, OpsetImport, Tensor, TensorData, ValueInfo } from './model.ts';
export { readModel } from './read-model.ts';
export { elementCount, findDataSizeBytes } from './tensor-values.ts';
export type { Chunk } from './wire-writer.ts';
export { writeModel } from './write-model.ts';
