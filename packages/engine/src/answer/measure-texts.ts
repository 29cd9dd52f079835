import { type AnswerCandidate, measureTextLoss, type SourcedText, testAbove, testWithin } from '@lamina/benchmarks';
import { getAt } from '@lamina/errors';
import { keyOfRemoval, type Removal } from '@lamina/plans';
import { compareWindows, type WindowSums } from '../evaluate/compare-windows.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { Progress } from '../progress/progress.ts';
import { createResidentModel } from '../resident/create-resident-model.ts';
import type { RepairedRemoval, ResidentModel } from '../resident/resident-model.ts';
import type { SessionOptions } from '../session/session.ts';
import type { EncodedText } from './answer-text.ts';
import { BATCH, type Measuring, reportWork } from './measuring.ts';

/** What was measured of a change on texts. */
export type TextLosses = Pick<AnswerCandidate, 'texts' | 'unmeasuredTexts' | 'changedWords'>;
export const NOT_MEASURED: TextLosses = { texts: [], unmeasuredTexts: [], changedWords: null };

/** Documents of one step. */
const STEP = 24;
/** Level of interim looks. */
const INTERIM = 0.001;

export interface LossRules extends Measuring {
  /** Number of changes that are judged together. */
  readonly family: number;
  /** The largest accepted loss as a share. */
  readonly limit: number;
  readonly judges: (text: SourcedText) => boolean;
}

/** A form of the model that is a model of its own. */
export interface LoadedForm {
  /** What is removed from it, by a name of its own. */
  readonly removal: RepairedRemoval;
  /** In words. */
  readonly name: string;
  readonly open: () => Promise<OpenedModel>;
}

/** The losses of another form of the model. It is opened and loaded where something is not known from an earlier run. */
export async function* measureForm(
  { removal, name, open }: LoadedForm,
  texts: readonly EncodedText[],
  { session, ...rules }: LossRules & { readonly session: SessionOptions },
): AsyncGenerator<Progress, TextLosses> {
  const loaded: Promise<ResidentModel>[] = []; // Empty until a run asks for it.
  const load = async () => await createResidentModel(await open(), { ...session, mostLikely: true, divergence: true, sublayers: true });
  const changed: Changed['changed'] = {
    async *run(...question) {
      if (loaded.length === 0) loaded.push(load());
      yield* (await getAt(loaded, 0)).run(...question);
    },
  };
  try {
    return getAt(yield* measureTexts([removal], texts, { ...rules, name, changed }), 0);
  } finally {
    for (const model of loaded) await (await model).release();
  }
}

interface Changed {
  /** What units are removed from: the model itself, or another form of it. */
  readonly changed: Pick<ResidentModel, 'run'>;
  /** What is measured, in words; null = removals. */
  readonly name: string | null;
}

/**
 * The losses of removals on all texts, some documents at a time. A removal that is clearly too costly is not measured further, and measuring ends early when
 * every other one is clearly safe: interim looks use a level of 0.001, so that the last look keeps its own.
 * Source of the interim level: Haybittle 1971; Peto et al. 1976, "Design and analysis of randomized clinical trials", British Journal of Cancer 34.
 */
export async function* measureTexts(
  removals: readonly Removal[],
  texts: readonly EncodedText[],
  { limit, judges, family, name, changed, resident, checkpoint }: LossRules & Changed,
): AsyncGenerator<Progress, readonly TextLosses[]> {
  const found = new Map<string, Map<string, WindowSums[]>>(removals.map((removal) => [keyOfRemoval(removal), new Map()]));
  const lossesOf = (removal: Removal) => describeLosses(found.get(keyOfRemoval(removal)), texts, judges);
  const judging = (removal: Removal) => lossesOf(removal).texts.filter((text) => text.judges);
  const longest = Math.max(...texts.map(({ windows }) => windows.length));
  let open = removals;
  for (let first = 0; first < longest && open.length > 0; first += STEP) {
    for (const text of texts) {
      const windows = text.windows.slice(first, first + STEP);
      if (windows.length === 0) continue;
      const note = `${name ?? `${open.length} changes`} on ${text.text}, documents ${first + 1} to ${first + windows.length} of ${text.windows.length}`;
      const work = compareWindows({ whole: resident, changed, removals: open, windows, batch: BATCH, checkpoint });
      const sums = yield* reportWork(work, { total: open.length * windows.length, note });
      for (const [place, removal] of open.entries()) {
        const losses = found.get(keyOfRemoval(removal));
        losses?.set(text.text, [...(losses.get(text.text) ?? []), ...getAt(sums, place)]); // The first documents have none before them.
      }
    }
    open = open.filter((removal) => !judging(removal).some((loss) => testAbove(loss, limit) < INTERIM));
    if (open.every((removal) => judging(removal).every((loss) => testWithin(loss, limit) * family < INTERIM))) break;
  }
  return removals.map(lossesOf);
}

function describeLosses(
  found: ReadonlyMap<string, readonly WindowSums[]> | undefined,
  texts: readonly EncodedText[],
  judges: (text: SourcedText) => boolean,
): TextLosses {
  const measured = texts.flatMap(({ text, source }) => {
    const sums = found?.get(text);
    if (sums === undefined) return [];
    const loss = measureTextLoss(sums.map(({ dense, changed, targets }) => ({ dense, changed, tokens: targets })));
    const positions = sums.reduce((total, each) => total + each.positions, 0);
    const agreeing = sums.reduce((total, each) => total + each.agreeing, 0);
    return [{ text: { text, source, judges: judges({ text, source }), ...loss }, changed: 1 - agreeing / positions }];
  });
  return {
    texts: measured.map(({ text }) => text),
    // All texts that may judge are read.
    unmeasuredTexts: [],
    changedWords: measured.length === 0 ? null : Math.max(...measured.map(({ changed }) => changed)),
  };
}
