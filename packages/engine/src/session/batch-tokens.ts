import { feedFactsOf, findHiddenSize, findVocabularySize, measureDeviceNeed, measureMemoryNeed, type OpenedModel } from '@lamina/models';
import { type ExecutionProvider, findFreeCudaMemory, probeExecutionProvider } from './execution-provider.ts';
import type { SessionOptions } from './session.ts';

const FLOAT_BYTES = 4;
/** A state as it is, in the stack of all states, and in the transposed stack. */
const COPIES_OF_STATES = 3;
/** Tensors inside a block that exist at the same time: gate, up, their product, and what is rounded or transposed on the way. */
const TENSORS_OF_BLOCK = 6;
/** The scores, the masked scores, and their softmax. */
const COPIES_OF_SCORES = 3;
/** The logits, their exponentials, and their logarithms. */
const COPIES_OF_LOGITS = 3;

/**
 * The memory that one token of a run takes at most, in bytes: what stays, and the larger of one block and the head, which do not run at the same time.
 *
 *     4 · (3 · states · hidden + max(6 · block width + 3 · heads · window, 3 · vocabulary))
 */
export function countBytesPerToken({ states, hiddenSize, blockWidth, heads, window, vocabularySize }: RunSizes): number {
  const block = TENSORS_OF_BLOCK * Math.max(blockWidth, hiddenSize) + COPIES_OF_SCORES * heads * window;
  return FLOAT_BYTES * (COPIES_OF_STATES * states * hiddenSize + Math.max(block, COPIES_OF_LOGITS * vocabularySize));
}

/** The memory of a device, and what runs in it. */
interface DeviceRoom {
  readonly provider: ExecutionProvider;
  /** The free memory of the device, in bytes; null where it is unknown. */
  readonly freeBytes: number | null;
  /** Bytes of it that the weights will take. */
  readonly weightBytes: number;
  readonly bytesPerToken: number;
  /** The number of tokens that was measured to be best on processors. */
  readonly onProcessor: number;
}

/** The memory for the tokens of a run where the free memory is unknown. WebGPU tells neither its memory nor, through ONNX Runtime, its limits. */
const ROOM_WHERE_UNKNOWN = 1024 ** 3;
/** The arena of ONNX Runtime grows in powers of two, so it may hold twice what a run needs. */
const USABLE_SHARE = 0.5;
/** A product of this many rows fills a GPU. Divergences pass a row of the width of the vocabulary for each of these tokens through JavaScript. */
const MAX_TOKENS = 4096;

/**
 * The number of tokens for one run. On a GPU it follows the free memory, in powers of two, so that a continued run meets the same batches although a little
 * more or less memory is free. It may be less than one window; a run then has one.
 */
export function chooseBatchTokens({ provider, freeBytes, weightBytes, bytesPerToken, onProcessor }: DeviceRoom): number {
  if (provider === 'cpu') return onProcessor;
  const room = freeBytes === null ? ROOM_WHERE_UNKNOWN : USABLE_SHARE * Math.max(0, freeBytes - weightBytes);
  return 2 ** Math.floor(Math.log2(Math.min(MAX_TOKENS, Math.max(1, room / bytesPerToken))));
}

/** The sizes of a model that decide how much memory the tokens of one run take. */
interface RunSizes {
  /** The number of hidden states that stay until the end of a run, to be compared with each other; 0 where none stays. */
  readonly states: number;
  readonly hiddenSize: number;
  /** The width of the widest tensor inside a block, per token: usually the inner width of the MLP. */
  readonly blockWidth: number;
  readonly heads: number;
  /** The number of keys that a token may attend to: the length of the window. */
  readonly window: number;
  /** The number of logits per token; 0 where the head does not run. */
  readonly vocabularySize: number;
}

/** Where config.json does not tell the number of heads. */
const USUAL_HEAD_SIZE = 64;

/** The part of a run that is asked for. */
interface BatchRequest extends Pick<DeviceRoom, 'weightBytes' | 'onProcessor'> {
  readonly window: number;
  /** Whether hidden states stay until they are compared. */
  readonly keepsStates: boolean;
  readonly losses: boolean;
  readonly providers: readonly ExecutionProvider[] | undefined;
}

/** The number of tokens for one run on the provider that will be used. @throws AppError RUNTIME_FAILED where no wanted provider works */
export async function findBatchTokens(
  opened: OpenedModel,
  { window, keepsStates, losses, providers, ...room }: BatchRequest,
): Promise<number> {
  const { provider } = await probeExecutionProvider(providers);
  const freeBytes = provider === 'cuda' ? await findFreeCudaMemory() : null;
  const hiddenSize = findHiddenSize(opened);
  // Without a known vocabulary, the head's matrix counts as one of a block.
  const vocabularySize = findVocabularySize(opened) ?? 0;
  const bytesPerToken = countBytesPerToken({
    // The states, and the last one after its norm.
    states: keepsStates ? opened.structure.boundaries.length + 1 : 0,
    hiddenSize,
    blockWidth: findBlockWidth(opened, vocabularySize),
    heads: feedFactsOf(opened).heads ?? Math.ceil(hiddenSize / USUAL_HEAD_SIZE),
    window,
    vocabularySize: losses ? vocabularySize : 0,
  });
  return chooseBatchTokens({ ...room, provider, freeBytes, bytesPerToken });
}

/** The memory that a model takes on the provider that will be used. @throws AppError RUNTIME_FAILED where no wanted provider works */
export async function findMemoryNeed(
  opened: OpenedModel,
  { providers }: Pick<SessionOptions, 'providers'>,
): Promise<ReturnType<typeof measureMemoryNeed>> {
  const { provider } = await probeExecutionProvider(providers);
  if (provider === 'cpu') return measureMemoryNeed(opened);
  return measureDeviceNeed(opened, provider === 'cuda' ? await findFreeCudaMemory() : null);
}

/** The largest extent of the matrices that products read, except the vocabulary. Lookups read tables of positions, which may be long. */
function findBlockWidth({ mapped }: OpenedModel, vocabularySize: number): number {
  const { nodes, initializers } = mapped.model.graph;
  const read = new Set(nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? [] : inputs)));
  const extents = initializers
    .filter(({ name, dims }) => dims.length === 2 && read.has(name))
    .flatMap(({ dims }) => dims.filter((extent) => extent !== vocabularySize));
  return Math.max(0, ...extents);
}
