import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';
import { createRandom } from '@lamina/metrics';
import {
  countDeviceBytes,
  cutWindows,
  DEFAULT_BATCH_TOKENS,
  DEFAULT_WINDOW,
  describeMemoryNeed,
  digestIds,
  findFixedShape,
  findVocabularySize,
  loadTokenizer,
  type OpenedModel,
  type Progress,
  requireMemory,
  type ScoreInput,
  type Window,
  type WindowOptions,
} from '@lamina/models';
import { listRemovedUnits, type Removal, removesNothing, UNCHANGED } from '@lamina/plans';
import { findBatchTokens, findMemoryNeed } from '../session/batches.ts';
import type { ScoreDefinition, ScoreOptions } from './score-options.ts';

/** A text as a model will read it. */
export interface ScoredText {
  readonly opened: OpenedModel;
  /** In the order of reading. */
  readonly windows: readonly Window[];
  readonly cut: Pick<ScoreDefinition, 'window' | 'stride' | 'bos' | 'partialWindows'>;
  /** The units to pass by. */
  readonly removal: Removal;
  /** Windows per run. */
  readonly batch: number;
  /** Whether one block is loaded at a time. */
  readonly blockByBlock: boolean;
}

/** Cuts a text into windows, and decides how the model reads them. @throws AppError as cutWindows does; BAD_USER_INPUT */
export async function* readText(opened: OpenedModel, options: ScoreOptions): AsyncGenerator<Progress, ScoredText> {
  const { until, change = UNCHANGED } = options;
  if (until !== undefined && !removesNothing(change.remove))
    throw new AppError(
      'BAD_USER_INPUT',
      'removed blocks have no influence: what is lowest beside them cannot be settled; leave out the removal',
    );
  const inOrder = cutText(opened, options.input, options);
  const need = await findMemoryNeed(opened, options);
  const blockByBlock = options.blockByBlock ?? !need.fits;
  requireMemory(need);
  if (blockByBlock && options.blockByBlock === undefined)
    yield { phase: 'prepare', done: 0, total: 1, note: `block by block: ${describeMemoryNeed(need)}` };
  const cut = cutOf(options);
  return {
    opened,
    windows: until === undefined ? inOrder : createRandom(until.seed).shuffle(inOrder),
    cut,
    removal: change.remove,
    batch: options.batch ?? (await findBatch(opened, options, { window: cut.window, blockByBlock })),
    blockByBlock,
  };
}

/** The windows of a text, cut as a score cuts it. @throws AppError as cutWindows does; BAD_USER_INPUT for tokens outside the vocabulary */
export function cutText(opened: OpenedModel, input: ScoreInput, options: Omit<ScoreOptions, 'input'>): readonly Window[] {
  const windows = cutWindows(input, { ...cutOf(options), windows: options.windows }, () => loadTokenizer(opened.source));
  checkVocabulary(windows, opened);
  return windows;
}

/** The length of all windows; null where lengths differ. */
export function findOneLength(windows: readonly Window[]): number | null {
  const [length = null, ...others] = new Set(windows.map(({ ids }) => ids.length));
  return others.length === 0 ? length : null;
}

function cutOf({
  window = DEFAULT_WINDOW,
  stride = window,
  bos = 'auto',
  partialWindows = 'dropped',
}: Pick<ScoreOptions, 'window' | 'stride' | 'bos' | 'partialWindows'>): ScoredText['cut'] {
  return { window, stride, bos, partialWindows };
}

/** Windows per run: what an export fixes, or else what is fast and fits into memory. */
async function findBatch(
  opened: OpenedModel,
  { losses = true, providers }: ScoreOptions,
  { window, blockByBlock }: { readonly window: number; readonly blockByBlock: boolean },
): Promise<number> {
  const { rows } = findFixedShape(opened.structure.model.graph);
  if (rows !== null) return rows;
  const weightBytes = countDeviceBytes(opened);
  const tokens = await findBatchTokens(opened, {
    window,
    keepsStates: true,
    losses,
    weightBytes: blockByBlock ? weightBytes / opened.structure.blocks.length : weightBytes,
    providers,
    onProcessor: DEFAULT_BATCH_TOKENS,
  });
  return Math.max(1, Math.floor(tokens / window));
}

function checkVocabulary(windows: readonly Window[], opened: OpenedModel): void {
  const size = findVocabularySize(opened);
  const wrong = windows.flatMap(({ ids }) => ids).find((id) => id < 0 || (size !== null && id >= size));
  if (wrong === undefined) return;
  throw new AppError(
    'BAD_USER_INPUT',
    `token ${wrong} is outside the model's vocabulary of ${size} tokens; were the ids made with another tokenizer?`,
  );
}

/** The input that describeDefinition describes. */
interface ScoredInput {
  readonly input: ScoreInput;
  readonly cut: Omit<WindowOptions, 'windows'>;
  readonly windows: readonly Window[];
  readonly removal: Removal;
  readonly resamplingUnit: 'document' | 'window';
}

export function describeDefinition({ input, cut, windows, removal, resamplingUnit }: ScoredInput): ScoreDefinition {
  const { window, stride, bos, partialWindows } = cut;
  return {
    window,
    stride,
    bos,
    partialWindows,
    ...listRemovedUnits(removal),
    tokens: countTokens(windows),
    windows: windows.length,
    documents: new Set(windows.map(({ document }) => document)).size,
    resamplingUnit,
    idsSha256: digestIds(windows),
    textSha256: 'texts' in input ? createHash('sha256').update(input.texts.join('\n\n')).digest('hex') : null,
  };
}

/** The number of tokens in all windows. */
export function countTokens(windows: readonly Window[]): number {
  return windows.reduce((sum, { ids }) => sum + ids.length, 0);
}
