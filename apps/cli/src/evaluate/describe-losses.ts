import { intervalOfText, lossOf, measureTextLoss, type TextEvaluation, toShare } from '@lamina/benchmarks';
import type { ChangeEvaluation } from '@lamina/engine';
import { describeChange } from '@lamina/plans';
import { formatTable } from '../table.ts';

/** A loss on a text, as `--json` writes it: shares with two-sided 95 % intervals, and the nats of every window. */
export function toLoss({ text, source, contextTokens, idsSha256, windows }: TextEvaluation) {
  const { logLoss, standardError, tokens, changedWords, windows: count } = measureTextLoss(windows);
  const interval = intervalOfText({ logLoss, standardError, windows: count });
  return {
    text,
    source,
    loss: toShare(logLoss),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    logLoss,
    standardError,
    windows: count,
    tokens,
    contextTokens,
    changedWords,
    idsSha256,
    nats: { whole: windows.map(({ whole }) => whole), changed: windows.map(({ changed }) => changed) },
  };
}

/** The losses on texts as a table. */
export function describeLosses(evaluations: readonly ChangeEvaluation[]): string {
  const rows = evaluations.flatMap(({ texts, ...change }) => {
    const subject = describeChange({ ...change, repair: change.repair?.kind ?? null });
    return texts.map((text) => ({ subject, ...toLoss(text) }));
  });
  return formatTable(rows, [
    { title: 'model', align: 'left', value: ({ subject }) => subject },
    { title: 'text', align: 'left', value: ({ text }) => text },
    { title: 'more perplexity', value: ({ loss }) => lossOf(loss) },
    { title: '95 %', value: ({ low, high }) => (low === null || high === null ? '–' : `${lossOf(low)} to ${lossOf(high)}`) },
    { title: 'changed words', value: ({ changedWords }) => (changedWords === null ? '–' : lossOf(changedWords)) },
    { title: 'windows', value: ({ windows }) => String(windows) },
    { title: 'context', value: ({ contextTokens }) => String(contextTokens) },
  ]);
}
