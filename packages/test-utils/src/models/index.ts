export { assertTensorsClose } from './assert-tensors-close.ts';
export { buildTinyDecoder, type TinyDecoderOptions } from './build-tiny-decoder.ts';
export { buildTinyEncoder, type TinyEncoderOptions } from './build-tiny-encoder.ts';
export { createSeededRandom, shuffle } from './create-seeded-random.ts';
export { type ExtractedFunction, extractFunction, FUNCTION_DOMAIN } from './extract-function.ts';
export { mergeDecoders } from './merge-decoders.ts';
export { type FetchedTensor, runModel } from './run-model.ts';
export { scrambleModel } from './scramble-model.ts';
export { createTemporaryFolder, encodeModel, type TemporaryFolder, writeModelFolder } from './write-model-folder.ts';
