export type { Block, BlockKind, BlockStructure, NormPlacement } from './block-structure.ts';
export { bypassBlocks } from './bypass-blocks.ts';
export { type CachePort, listCachePorts, parseCachePort } from './cache-ports.ts';
export { countWeights } from './count-parameters.ts';
export { BLOCK_METRIC_OUTPUTS, exposeBlockMetrics } from './expose-block-metrics.ts';
export { exposeTokenLoss, TOKEN_LOSS_PORTS } from './expose-token-loss.ts';
export { findBlocks } from './find-blocks.ts';
export { type RemovalReport, removeBlocks } from './remove-blocks.ts';
export { removeDeadNodes } from './remove-dead-nodes.ts';
