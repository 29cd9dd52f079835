import { getAt } from '@lamina/errors';
import { HEADLINE_OF_KIND } from '@lamina/metrics';
import { STRATEGY } from '@lamina/strategies';
import { type ControlClaim, type ControlDraws, type ControlledRetention, findControl, judgeTogether } from './compare-with-control.ts';
import { type ConfirmedDifference, confirmDifference } from './confirm-difference.ts';
import type { EvaluatedRemoval } from './evaluated-removal.ts';
import { findMainText } from './find-main-text.ts';
import { describeGroup, findSpread, groupDraws, listNewest, listTextsAlike, type Measured, type RemovalOutcome } from './group-removals.ts';
import {
  type ComparedRetention,
  type DocumentAnswers,
  type DocumentTerms,
  findPairedError,
  listTerms,
  type TestedDifference,
  testDifference,
} from './judge-differences.ts';
import { type AveragedMetric, type EvaluatedCell, findCells, type MeanRetention } from './measure-retention.ts';

/** A result beside those of other texts. */
interface ComparedOutcome extends RemovalOutcome {
  /** Other texts on which the strategy chose the same units, by name; empty where several draws are averaged. */
  readonly alsoChosenOn: readonly string[];
}

/** The retention of one strategy, compared with the control and with the default strategy. */
export interface StrategyOutcome extends ControlledRetention, ComparedOutcome {
  /**
   * Against block influence at the same count, on the same text and with the same protections where they are measured; null for itself, and without a
   * known error. Strategies that read no scores are compared with it on the text that chose most removals.
   */
  readonly againstDefault: ConfirmedDifference | null;
}

/** All strategies at one number of removed blocks. */
export interface StrategyStep {
  readonly removedCount: number;
  readonly removedBlockRatio: number;
  readonly control: ControlDraws | null;
  /** Best first; the control itself is not included. */
  readonly results: readonly StrategyOutcome[];
}

/** The benchmarks and the metric to compare. */
export interface StrategySettings extends AveragedMetric {
  readonly isHigherBetter: boolean;
  /** Stored answers of the evaluations; of perplexities, numerators and denominators make the logarithm of the retention. */
  readonly answers?: readonly DocumentAnswers[];
}

/** The claims of a step, before correction. */
interface StepSettings extends Omit<StrategySettings, 'answers'> {
  readonly terms: ReadonlyMap<string, DocumentTerms>;
  /** The text that chose most removals; of equals, the first by name. Null where no scores were read. */
  readonly mainText: string | null;
}

/**
 * Every strategy compared with the random-inner control and with block influence, one step per number of removed blocks. What one strategy chose on
 * several texts are several results. On one text, only the score run of the newest pruning counts, and of equal prunings (strategy,
 * text, seed, protections, count) the newest.
 * @param prunings newest first; those without the metric on every benchmark are left out
 */
export function compareStrategies(
  prunings: readonly EvaluatedRemoval[],
  { answers = [], ...settings }: StrategySettings,
): readonly StrategyStep[] {
  const newest = listNewest(prunings, settings);
  const byCount = Map.groupBy(newest, ({ pruning }) => pruning.removedCount);
  const { isHigherBetter } = settings;
  const terms = listTerms(answers, settings.metric === HEADLINE_OF_KIND.perplexity);
  const mainText = findMainText(newest.map(({ pruning }) => pruning));
  const drafts = [...byCount]
    .toSorted(([a], [b]) => a - b)
    .map(([count, measured]) => draftStep(count, measured, { ...settings, terms, mainText }));
  // All claims about all strategies at all counts are one family.
  const all = drafts.flatMap(({ rows }) => rows);
  const { controls, judged } = judgeTogether(
    all.map(({ claim }) => claim),
    all.map(({ againstDefault }) => againstDefault).filter((difference) => difference !== null),
  );
  return drafts.map(({ rows, ...step }) => {
    const differences = rows.map(({ outcome, againstDefault }) => ({
      outcome,
      difference: (againstDefault && judged.get(againstDefault)) ?? null,
    }));
    const results = rows.map((row, place) => ({
      ...row.outcome,
      ...getAt(controls, all.indexOf(row)),
      againstDefault: confirmDifference(getAt(differences, place), differences),
    }));
    return { ...step, results: results.toSorted((a, b) => (isHigherBetter ? b.retention - a.retention : a.retention - b.retention)) };
  });
}

interface StepDraft extends Omit<StrategyStep, 'results'> {
  readonly rows: readonly RowDraft[];
}

/** A result and its claims. */
interface RowDraft {
  readonly outcome: ComparedOutcome;
  readonly claim: ControlClaim;
  readonly againstDefault: TestedDifference | null;
}

function draftStep(removedCount: number, all: readonly Measured[], settings: StepSettings): StepDraft {
  const { isHigherBetter } = settings;
  const drawn = all.filter(({ pruning }) => pruning.strategy === STRATEGY.randomInner);
  const draws = drawn.map(({ retention }) => retention);
  const control = drawn.length === 0 ? null : compareGroup(drawn, describeGroup(drawn), settings);
  const groups = groupDraws(all.filter(({ pruning }) => pruning.strategy !== STRATEGY.randomInner));
  const rows = groups.map((group) => {
    const outcome = { ...describeGroup(group), alsoChosenOn: listTextsAlike(group, groups) };
    return { outcome, compared: compareGroup(group, outcome, settings) };
  });
  return {
    removedCount,
    removedBlockRatio: getAt(all, 0).pruning.removedRatio,
    control: findControl(draws),
    rows: rows.map(({ outcome, compared }) => {
      const paired = control && findPairedError(compared, control);
      const isPaired = paired !== null && compared.spread !== null;
      const reference = findDefault(outcome, rows, settings.mainText);
      return {
        outcome,
        claim: {
          value: outcome.retention,
          standardError: isPaired ? Math.hypot(paired, compared.spread) : outcome.retentionStandardError,
          error: isPaired ? 'paired' : 'independent',
          ...{ draws, isHigherBetter },
        },
        againstDefault: reference && testDifference(compared, reference, isHigherBetter),
      };
    }),
  };
}

interface ComparedRow {
  readonly outcome: ComparedOutcome;
  readonly compared: ComparedRetention;
}

/**
 * Block influence, on the same text and with the same protections if they are measured; null for block influence itself.
 * @param mainText the text of the reference where the strategy read no scores, or where its text has no reference
 */
function findDefault(outcome: RemovalOutcome, rows: readonly ComparedRow[], mainText: string | null): ComparedRetention | null {
  const { strategy, chosenOn, protectFirst, protectLast } = outcome;
  if (strategy === STRATEGY.blockInfluence) return null;
  const all = rows.filter((row) => row.outcome.strategy === STRATEGY.blockInfluence);
  const listOn = (text: string | null) => all.filter((row) => row.outcome.chosenOn === text);
  const references = [listOn(chosenOn), listOn(mainText), all].find((found) => found.length > 0);
  const alike = references?.find((row) => row.outcome.protectFirst === protectFirst && row.outcome.protectLast === protectLast);
  return (alike ?? references?.[0])?.compared ?? null;
}

function compareGroup(
  group: readonly Measured[],
  { retention, retentionStandardError }: MeanRetention,
  settings: StepSettings,
): ComparedRetention {
  const terms = findTerms(
    group.map(({ pruning }) => pruning.cells),
    settings,
  );
  return { retention, retentionStandardError, spread: group.length === 1 ? 0 : findSpread(group), terms };
}

/** For each benchmark, the terms of each model; null where one is not known. */
function findTerms(models: readonly (readonly EvaluatedCell[])[], { terms, ...averaged }: StepSettings): ComparedRetention['terms'] {
  const ofBenchmarks = averaged.benchmarks.map((_, place) =>
    models.map((cells) => findStored(findCells(cells, averaged)[place], terms)).filter((found) => found !== undefined),
  );
  return ofBenchmarks.every((found) => found.length === models.length) ? ofBenchmarks : null;
}

function findStored(cell: EvaluatedCell | undefined, terms: StepSettings['terms']): DocumentTerms | undefined {
  return cell?.key === undefined ? undefined : terms.get(cell.key);
}
