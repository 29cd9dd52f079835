import { getAt } from '@lamina/errors';
import type { Interval } from '@lamina/metrics';
import { STRATEGY } from '@lamina/strategies';
import { type ControlClaim, type ControlDraws, type ControlledResult, findControl, judgeTogether } from './compare-with-control.ts';
import { type ConfirmedDifference, confirmDifference } from './confirm-difference.ts';
import { findMainText } from './find-main-text.ts';
import { describeGroup, findSpread, groupDraws, listNewest, listTextsAlike, type RemovalOutcome } from './group-removals.ts';
import { type ComparedMean, findPairedError, intervalOf, type TestedDifference, testDifference } from './judge-differences.ts';
import type { MeasuredRemoval } from './measured-removal.ts';

/** A result beside those of other texts. */
interface ComparedOutcome extends RemovalOutcome {
  /** Other texts on which the strategy chose the same units, by name; empty where several draws are averaged. */
  readonly alsoChosenOn: readonly string[];
}

/** The result of one strategy, compared with the control and with the default strategy. */
export interface StrategyOutcome extends ControlledResult, Omit<ComparedOutcome, 'result' | 'standardError' | 'degreesOfFreedom'> {
  /** Changed ÷ whole. */
  readonly retention: number;
  /** Standard error of the retention; on a text of its logarithm. */
  readonly retentionStandardError: number | null;
  /** 95 %; null without a standard error. */
  readonly retentionInterval: Interval | null;
  /**
   * Against block influence at the same count, on the same text and with the same protections where they are measured; null for itself, and without a
   * known error. Strategies that read no scores are compared with it on the text that chose most removals.
   */
  readonly againstDefault: ConfirmedDifference | null;
}

/** All strategies at one number of removed units. */
export interface StrategyStep {
  readonly removedCount: number;
  readonly removedBlockRatio: number;
  readonly control: ControlDraws | null;
  /** Best first; the control itself is not included. */
  readonly results: readonly StrategyOutcome[];
}

/** How results are compared. */
interface ResultScale {
  readonly isHigherBetter: boolean;
  /** From the scale of the tests to the one that is shown: a logarithm becomes a factor. */
  readonly show: (value: number) => number;
}

/** Scores: retentions are compared as they are. */
export const SCORES = { isHigherBetter: true, show: (retention: number) => retention } as const satisfies ResultScale;
/** Text losses: everything is averaged and tested on the logarithm and shown as a factor, so no interval holds 0. */
export const LOG_LOSSES = { isHigherBetter: false, show: Math.exp } as const satisfies ResultScale;

/**
 * Every strategy compared with the random-inner control and with block influence, one step per number of removed units. What one strategy chose on
 * several texts are several results. On one text, only the score run of the newest pruning counts, and of equal prunings (strategy,
 * text, seed, protections, count) the newest.
 *
 * Means, draws, margins and differences are shown by the scale. On a text the mean of the draws is their geometric mean, their standard deviation is that of
 * the logarithm, and margins and differences are factors: 2 = half of the perplexity that the reference has.
 * @param measured newest first
 */
export function compareStrategies(measured: readonly MeasuredRemoval[], scale: ResultScale): readonly StrategyStep[] {
  const newest = listNewest(measured);
  const byCount = Map.groupBy(newest, ({ pruning }) => pruning.removedCount);
  const { isHigherBetter } = scale;
  const mainText = findMainText(newest.map(({ pruning }) => pruning));
  const drafts = [...byCount].toSorted(([a], [b]) => a - b).map(([count, all]) => draftStep(count, all, { isHigherBetter, mainText }));
  // All claims about all strategies at all counts are one family.
  const all = drafts.flatMap(({ rows }) => rows);
  const { controls, judged } = judgeTogether(
    all.map(({ claim }) => claim),
    all.map(({ againstDefault }) => againstDefault).filter((difference) => difference !== null),
  );
  return drafts.map(({ rows, control, ...step }) => {
    const differences = rows.map(({ outcome, againstDefault }) => ({
      outcome,
      difference: (againstDefault && judged.get(againstDefault)) ?? null,
    }));
    const results = rows.map((row, place) => ({ ...row, difference: confirmDifference(getAt(differences, place), differences) }));
    const sorted = results.toSorted((a, b) => (isHigherBetter ? 1 : -1) * (b.outcome.result - a.outcome.result));
    return {
      ...step,
      control: control && showControl(control, scale),
      results: sorted.map(({ outcome, difference, claim }) =>
        showOutcome(outcome, {
          controlled: getAt(
            controls,
            all.findIndex((row) => row.claim === claim),
          ),
          difference,
          scale,
        }),
      ),
    };
  });
}

function showControl({ mean, low, high, ...control }: ControlDraws, { show }: ResultScale): ControlDraws {
  return { ...control, mean: show(mean), low: show(low), high: show(high) };
}

function showInterval({ low, high }: Interval, { show }: ResultScale): Interval {
  return { low: show(low), high: show(high) };
}

function showOutcome(
  { result, standardError, degreesOfFreedom, ...outcome }: ComparedOutcome,
  {
    controlled,
    difference,
    scale,
  }: { readonly controlled: ControlledResult; readonly difference: ConfirmedDifference | null; readonly scale: ResultScale },
): StrategyOutcome {
  const { control, margin, marginInterval } = controlled;
  return {
    ...outcome,
    ...controlled,
    retention: scale.show(result),
    retentionStandardError: standardError,
    retentionInterval: standardError === null ? null : showInterval(intervalOf(result, standardError, degreesOfFreedom), scale),
    control: control && showControl(control, scale),
    margin: margin === null ? null : scale.show(margin),
    marginInterval: marginInterval && showInterval(marginInterval, scale),
    againstDefault: difference && {
      ...difference,
      value: scale.show(difference.value),
      confidenceInterval: showInterval(difference.confidenceInterval, scale),
    },
  };
}

/** The claims of a step, before correction. */
interface StepSettings {
  readonly isHigherBetter: boolean;
  /** The text that chose most removals; of equals, the first by name. Null where no scores were read. */
  readonly mainText: string | null;
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

function draftStep(removedCount: number, all: readonly MeasuredRemoval[], { isHigherBetter, mainText }: StepSettings): StepDraft {
  const drawn = all.filter(({ pruning }) => pruning.strategy === STRATEGY.randomInner);
  const draws = drawn.map(({ result }) => result);
  const control = drawn.length === 0 ? null : compareGroup(drawn, describeGroup(drawn));
  const groups = groupDraws(all.filter(({ pruning }) => pruning.strategy !== STRATEGY.randomInner));
  const rows = groups.map((group) => {
    const outcome = { ...describeGroup(group), alsoChosenOn: listTextsAlike(group, groups) };
    return { outcome, compared: compareGroup(group, outcome) };
  });
  return {
    removedCount,
    removedBlockRatio: getAt(all, 0).pruning.removedRatio,
    control: findControl(draws),
    rows: rows.map(({ outcome, compared }) => {
      const paired = control && findPairedError(compared, control);
      const isPaired = paired !== null && compared.spread !== null;
      const reference = findDefault(outcome, rows, mainText);
      return {
        outcome,
        claim: {
          value: outcome.result,
          standardError: isPaired ? Math.hypot(paired, compared.spread) : outcome.standardError,
          degreesOfFreedom: outcome.degreesOfFreedom,
          error: isPaired ? 'paired' : 'independent',
          draws,
          isHigherBetter,
        },
        againstDefault: reference && testDifference(compared, reference, isHigherBetter),
      };
    }),
  };
}

interface ComparedRow {
  readonly outcome: ComparedOutcome;
  readonly compared: ComparedMean;
}

/**
 * Block influence, on the same text and with the same protections if they are measured; null for block influence itself.
 * @param mainText the text of the reference where the strategy read no scores, or where its text has no reference
 */
function findDefault(outcome: RemovalOutcome, rows: readonly ComparedRow[], mainText: string | null): ComparedMean | null {
  const { strategy, chosenOn, protectFirst, protectLast } = outcome;
  if (strategy === STRATEGY.blockInfluence) return null;
  const all = rows.filter((row) => row.outcome.strategy === STRATEGY.blockInfluence);
  const listOn = (text: string | null) => all.filter((row) => row.outcome.chosenOn === text);
  const references = [listOn(chosenOn), listOn(mainText), all].find((found) => found.length > 0);
  const alike = references?.find((row) => row.outcome.protectFirst === protectFirst && row.outcome.protectLast === protectLast);
  return (alike ?? references?.[0])?.compared ?? null;
}

function compareGroup(group: readonly MeasuredRemoval[], { result, standardError, degreesOfFreedom }: RemovalOutcome): ComparedMean {
  return { result, standardError, degreesOfFreedom, spread: group.length === 1 ? 0 : findSpread(group), terms: findTerms(group) };
}

/** For each benchmark, or for the text, the terms of each model; null where one is not known. */
function findTerms(group: readonly MeasuredRemoval[]): ComparedMean['terms'] {
  const ofModels = group.map(({ terms }) => terms).filter((terms) => terms !== null);
  if (ofModels.length < group.length) return null;
  return getAt(ofModels, 0).map((_, benchmark) => ofModels.map((terms) => getAt(terms, benchmark)));
}
