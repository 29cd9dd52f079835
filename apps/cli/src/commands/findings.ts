import { type Finding, listFindings } from '@lamina/benchmarks';
import { listMeasuredChanges, listRecordedMeasurements } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { Command } from 'commander';
import { RECORDING_FOLDER } from '../env.ts';
import { type RecordingOrigin, readRecordingOrigin } from '../read-recording-origin.ts';
import { writeResult } from '../write-result.ts';

/** Findings as Markdown, which a terminal shows as well: docs/findings.md is this text. */
function describeFindings(findings: readonly Finding[], { recordedAt, device }: RecordingOrigin): string {
  const sections = [...Map.groupBy(findings, ({ id }) => id).values()].flatMap((alike) =>
    alike.slice(0, 1).map((first) => toSection(first, alike)),
  );
  return ['# Findings', `${INTRODUCTION} Measured until ${recordedAt.slice(0, 10)} on ${device}.`, ...sections].join('\n\n');
}

const INTRODUCTION =
  'Eight questions about the real models that come with Lamina. Every sentence is computed from the recorded losses and roundings: the page Findings, `lamina findings` (which prints this text) and `client.findings()` in Python give the same ones. A factor is perplexity ÷ that of the whole model, by [text-loss@1](metrics.md).';

function toSection({ question, caveat }: Finding, alike: readonly Finding[]): string {
  return [`## ${question}`, alike.map(({ sentence }) => `- ${sentence}`).join('\n'), caveat].join('\n\n');
}

interface FindingsFlags {
  readonly recording: string;
  readonly json?: string;
}

export function createCommand(): Command {
  return new Command()
    .argument('[model]', 'short name of a recorded model; default: every real model')
    .option('--recording <folder>', 'folder of another recording', RECORDING_FOLDER)
    .option('--json <file>', 'write the findings as JSON, with the numbers behind them (- for stdout)')
    .action((slug: string | undefined, { recording, json }: FindingsFlags) => {
      const origin = readRecordingOrigin(recording);
      const findings = listFindings(readModels(recording, slug));
      writeResult(json, { ...origin, findings }, describeFindings(findings, origin));
    });
}

/** @throws AppError NOT_FOUND for a model that is not in the recording */
function readModels(recording: string, slug: string | undefined) {
  const all = listRecordedMeasurements(recording);
  const wanted = all.filter(({ model }) => (slug === undefined ? !model.isBundled : model.slug === slug));
  if (slug !== undefined && wanted.length === 0)
    throw new AppError('NOT_FOUND', `there is no recorded model "${slug}"; choose one of ${all.map(({ model }) => model.slug).join(', ')}`);
  return wanted.map((recorded) => {
    const { model, removals, roundings, scores } = recorded;
    return { key: model.slug, name: model.name, removals, candidates: listMeasuredChanges(recorded).candidates, roundings, scores };
  });
}
