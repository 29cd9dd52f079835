export { bypassUnits } from './change/bypass-units.ts';
export { findRemovalObstacle, requireUnits } from './change/find-removal-obstacle.ts';
export { type GateKind, gateBlocks, gatePort, parseGatePort } from './change/gate-blocks.ts';
export { type RemovalReport, removeUnits } from './change/remove-units.ts';
export {
  createSublayerProducts,
  exposeSublayers,
  PRODUCTS_PER_SUBLAYER,
  SUBLAYER_PRODUCTS,
  type SublayerProducts,
} from './expose/create-sublayer-products.ts';
export { BLOCK_METRIC_OUTPUTS, createStateMetrics, exposeBlockMetrics } from './expose/expose-block-metrics.ts';
export { exposeTokenLoss, TOKEN_LOSS_PORTS } from './expose/expose-token-loss.ts';
export type { Block, BlockKind, BlockStructure, NormPlacement } from './find/block-structure.ts';
export { findBlocks } from './find/find-blocks.ts';
export type { SharedValue } from './find/list-shared-values.ts';
export {
  type Addition,
  type BlockSublayers,
  listSublayers,
  listUnitsOfKind,
  type RemovableSublayer,
  type Sublayer,
  type Sublayers,
} from './find/sublayers.ts';
export { type CachePair, type CachePort, findCachePairs, listCachePorts, pairCachePorts, parseCachePort } from './graph/cache-ports.ts';
export { countWeights } from './graph/count-weights.ts';
export { findInteger } from './graph/find-attribute.ts';
export { removeDeadNodes } from './graph/remove-dead-nodes.ts';
export { type FoldedWeights, packWeights, type StoredForm } from './pack/pack-weights.ts';
export type { PackedNumbers, PackedWeight } from './pack/packed-weight.ts';
export type { FusedNorms } from './plain/expand-skip-norms.ts';
export { flattenModel } from './plain/flatten-model.ts';
export { hoistWeights } from './plain/hoist-weights.ts';
export { halveWeights } from './quantize/halve-weights.ts';
export type { PlannedModel, PlannedWeight } from './quantize/planned-weights.ts';
export { quantizeProducts } from './quantize/quantize-products.ts';
export { quantizeWeights } from './quantize/quantize-weights.ts';
export { type ExposedSum, exposeSums } from './repair/expose-sums.ts';
export { type FoldRefusal, type FoldTarget, findFoldTarget } from './repair/find-fold-target.ts';
export type { StoredMatrix } from './repair/find-stored-matrix.ts';
export { insertOperator } from './repair/insert-operator.ts';
export { encodeFloats, type NewWeight, replaceWeights } from './repair/replace-weights.ts';
export type { StreamOperator } from './repair/stream-operator.ts';
export { dropNanGuards } from './run/drop-nan-guards.ts';
export { halveProducts } from './run/halve-products.ts';
export { separateInt8Constants, separateTables } from './run/rename-reads.ts';
export { repeatRotaryTables } from './run/repeat-rotary-tables.ts';
export { spellForWebgpu } from './run/spell-for-webgpu.ts';
export { widenBfloat16 } from './run/widen-bfloat16.ts';
export { widenInputs } from './run/widen-inputs.ts';
export { type WidenedGraph, widenWeights } from './run/widen-weights.ts';
export {
  listUnitMatrices,
  type UnitMatrices,
  type UnitMatrix,
} from './split/list-unit-matrices.ts';
export { SEGMENT_PORTS, type Segment } from './split/segment.ts';
export { type SplitModel, type SplitOptions, splitBlocks } from './split/split-blocks.ts';
export { type GraphPart, splitByWeight } from './split/split-by-weight.ts';
export { tileProducts } from './split/tile-products.ts';
