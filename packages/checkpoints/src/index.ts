export type { Architecture } from './architectures/architecture.ts';
export { type BlockKinds, describeKinds } from './architectures/block-kinds.ts';
export type { Attention, Decoder, DecoderBlock, Embedding, Head, Mlp, Norm } from './architectures/decoder.ts';
export { ARCHITECTURES, getArchitecture } from './architectures/find-architecture.ts';
export { leaveOutSublayers } from './architectures/leave-out-sublayers.ts';
export type { BuildOptions } from './build/build-decoder.ts';
export { hasTablesByLength } from './build/fix-rotary-tables.ts';
export { type BuiltCheckpoint, buildCheckpoint, describeDecoder, describeTextDecoder, type TextDecoderFacts } from './build-checkpoint.ts';
export {
  type Checkpoint,
  type Json,
  type ReadTensor,
  type StoredLayout,
  type StoredTensor,
  type StoredType,
  TRANSFORMERS_LAYOUT,
} from './checkpoint.ts';
export { openPackable } from './forms/block-forms.ts';
export {
  type BlockNumbers,
  listParts,
  type PackableMatrix,
  type PackedForm,
  type PackedPart,
  type PartShape,
} from './forms/packed-form.ts';
export { decodeWeights } from './ggml/decode-weights.ts';
export { type EncodedPlace, encodeWeights, getWeightType, measureWeights } from './ggml/encode-weights.ts';
export type { GgmlType, WeightType } from './ggml/ggml-type.ts';
export { findBlockLayout, findWeightType } from './ggml/ggml-types.ts';
export { type ChosenTypes, chooseTypes, fitType } from './gguf/choose-types.ts';
export {
  type ConvertedCheckpoint,
  type ConvertibleCheckpoint,
  convertCheckpoint,
  findConvertedArchitecture,
  findConvertedLayout,
} from './gguf/convert/convert-checkpoint.ts';
export type { GgufPlace } from './gguf/convert/convert-tensors.ts';
export type { EntryValue } from './gguf/convert/gguf-entries.ts';
export { type AbsentSublayers, findDeciObstacle, findRowsToPair, NOTHING_ABSENT, toDeciDecoder } from './gguf/deci.ts';
export { describeGguf } from './gguf/describe-gguf.ts';
export { GGUF_LIMITS } from './gguf/gguf-limits.ts';
export type { GgufArray, GgufEntry, GgufValue, GgufValueType } from './gguf/gguf-metadata.ts';
export {
  type GgufPruningOptions,
  type PlacedGgufTensor,
  type PlannedGguf,
  planGgufPruning,
  readPlannedGguf,
} from './gguf/plan-pruning.ts';
export { type Gguf, type GgufSource, readGguf } from './gguf/read-gguf.ts';
export { listSplitFiles } from './gguf/split-files.ts';
export { CHECKPOINT_LIMITS } from './limits.ts';
export { findLongestText, refuseLongText } from './longest-text.ts';
export { joinPackedTensors } from './packed/join-packed-tensors.ts';
export { isObject } from './parse-json.ts';
export { type CutDecoder, checkCutDecoder } from './prune/check-cut-decoder.ts';
export { applyChange, type KeptBlocks } from './prune/config/config-edit.ts';
export { filterLists } from './prune/config/filter-lists.ts';
export { type ConfigEdit, editConfig } from './prune/edit-config.ts';
export { getFillingBytes } from './prune/filling-bytes.ts';
export { listSilencedWeights, listSublayerWeights, type SilencedWeight, type SublayerKind } from './prune/silenced-weights.ts';
export { listSlicedTensors, type PlacedTensor, type SlicedTensor, type TensorSlices } from './prune/sliced-tensors.ts';
export { encodeSafetensorsHeader } from './safetensors/encode-header.ts';
export {
  type PlannedSafetensors,
  planSafetensorsPruning,
  type SafetensorsPruning,
  type SafetensorsPruningOptions,
} from './safetensors/plan-pruning.ts';
export { readSafetensorsHeader, type SafetensorsHeader } from './safetensors/read-header.ts';
export {
  type CheckpointFiles,
  listShards,
  readSafetensors,
  SAFETENSORS_FILES,
  type SafetensorsContents,
} from './safetensors/read-safetensors.ts';
export { describeGgufTokenizer, findGgufChatTemplate } from './tokenizers/describe-gguf-tokenizer.ts';
export { describeSentencePieceFolder } from './tokenizers/describe-sentencepiece.ts';
export { type GgufTokenizer, listGgufTokenizer } from './tokenizers/list-gguf-tokenizer.ts';
export { findPreTokenizerName, PRE_TOKENIZER_TEXT } from './tokenizers/pre-tokenizer-names.ts';
export { readSentencePiece, SENTENCEPIECE_LIMITS, type SentencePieceModel } from './tokenizers/read-sentencepiece.ts';
export type { Piece } from './tokenizers/sentencepiece-tokenizer.ts';
export type { TokenizerDescription } from './tokenizers/tokenizer-description.ts';
export { cutTokenizer, cutTokenizerConfig, listDroppedTokens } from './vocabulary/cut-tokenizer.ts';
export { renumberIds } from './vocabulary/id-keys.ts';
export { readGgufVocabulary, readTokenizerVocabulary } from './vocabulary/read-vocabulary.ts';
export { type KeptRows, listVocabularyTensors } from './vocabulary/vocabulary-tensors.ts';
