import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AnsweredEntry, answerModel, EFFORTS, type Effort, SAVINGS, type Saving, type Task } from '@lamina/benchmarks';
import { listBundledTasks } from '@lamina/datasets';
import { answerFromModel, describeWhole, type MeasuredAnswer, pruneModel, quantizeModel, requestRepair } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { slugOf } from '@lamina/hub';
import { REPAIR_KINDS } from '@lamina/metrics';
import { type Checkpoint, digestModel, type ModelLookup, openModel, readLossTexts } from '@lamina/models';
import { UNCHANGED, WEIGHT_PRECISIONS } from '@lamina/plans';
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeReport, toReport } from '../answer/describe-answer.ts';
import { findKnownChanges, type KnownChanges } from '../answer/find-known-changes.ts';
import { parseSize, type Size } from '../answer/parse-size.ts';
import { readCalibrationTexts } from '../answer/read-calibration-texts.ts';
import { BENCHMARK_FOLDER, cacheFolder, modelLookup, TEXT_FOLDER, wantedProviders } from '../env.ts';
import { loadTasks } from '../evaluate/load-tasks.ts';
import { locateModel } from '../locate-model.ts';
import { readTypes } from '../options/type-options.ts';
import { type Sharing, shareAnswer } from '../share/share-answer.ts';
import { followProgress } from '../show-progress.ts';
import { MODEL_HELP } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

interface AnswerFlags {
  readonly lose: number;
  readonly fit?: Size;
  readonly save: Saving;
  readonly effort: Effort;
  readonly measure?: true;
  readonly out?: string;
  readonly json?: string;
  readonly share?: string;
  readonly by?: string;
}

export function createCommand(): Command {
  return new Command()
    .argument('<model>', MODEL_HELP)
    .option('--lose <share>', 'largest loss you accept, as more perplexity: 5% or 0.05', parseShare, 0.05)
    .addOption(
      new Option('--fit <size>', 'instead of --lose: size that the file has to fit, in bytes or of the file: 80MB or 80%')
        .argParser(parseSize)
        .conflicts(['lose', 'save']),
    )
    .addOption(new Option('--save <quantity>', 'what to save').choices(SAVINGS).default('bytes'))
    .addOption(new Option('--effort <name>', 'how much is measured').choices(Object.keys(EFFORTS)).default('standard'))
    .option('--measure', 'measure again what a platform on this machine or the recording of Lamina knows')
    .option('--out <folder>', 'write the model that the answer names, with its certificate')
    .option('--json <file>', 'write the answer as JSON (- for stdout)')
    .option('--share <file>', 'also measure every block, and write all as a file that another Lamina imports; needs --by')
    .option('--by <name>', 'who measured, which is shown wherever the shared numbers are')
    .action(async (reference: string, { lose, fit, save, effort, measure, out, json, share, by }: AnswerFlags) => {
      const sharing = toSharing(share, by);
      const started = performance.now();
      const model = await locateModel(reference);
      const lookup = modelLookup();
      const opened = openModel(model, lookup);
      const { weightsSha256: digest } = await digestModel(opened, lookup.digests);
      const whole = describeWhole(opened);
      const question = { limit: lose, save, fit: fit === undefined ? null : (fit.bytes ?? fit.share * whole.bytes) };
      const found = measure === true ? null : await findKnownChanges(digest, reference);
      const cache = openAnswerCache(digest);
      if (found === null) sayWhatIsKept(cache);
      const measured: MeasuredAnswer = found
        ? { ...found, ...whole, ...describeSources(found) }
        : await followProgress(
            answerFromModel({
              ...lookup,
              model,
              reference,
              question,
              effort,
              checkpoint: cache.checkpoint,
              scratch: createScratch(),
              texts: readLossTexts(TEXT_FOLDER),
              calibrations: readCalibrationTexts(),
              benchmarks: await loadBenchmarks(),
              ...wantedProviders(),
            }),
            cache.keep,
          );
      const answer = answerModel(measured, question);
      if (out !== undefined && answer.answer !== null) await writeAnswer(answer.answer, measured.calibration, { ...lookup, model, out });
      const context = {
        slug: slugOf(reference),
        digest,
        measured,
        measuredBy: found?.measuredBy ?? null,
        seconds: (performance.now() - started) / 1000,
      };
      const report = toReport(answer, context);
      writeResult(json, report, describeReport(answer, context));
      if (sharing !== null) await shareAnswer(reference, model, report, sharing);
    });
}

/** @throws AppError BAD_USER_INPUT if nobody is named */
function toSharing(file: string | undefined, contributor: string | undefined): Sharing | null {
  if (file === undefined) return null;
  if (contributor !== undefined) return { file, contributor };
  throw new AppError('BAD_USER_INPUT', 'a shared file says who measured; name a person or a team with --by');
}

/** Writes the named model. @throws AppError BAD_USER_INPUT for a repair that was solved elsewhere, on a text that is not known here */
async function writeAnswer(
  { change, command }: AnsweredEntry,
  calibration: MeasuredAnswer['calibration'],
  place: { readonly model: string; readonly out: string } & ModelLookup,
): Promise<void> {
  const precision = WEIGHT_PRECISIONS.find((one) => one === change.precision);
  const kind = REPAIR_KINDS.find((one) => one === change.repair);
  if (kind !== undefined && calibration === null)
    throw new AppError('BAD_USER_INPUT', `the answer was measured elsewhere with a repair; write it with: ${command}`);
  const repair = kind === undefined || calibration === null ? null : requestRepair(kind, calibration);
  const types = readTypes({ types: change.precision ?? undefined, fallback: true });
  const format = types === undefined ? 'source' : 'gguf';
  if (precision === undefined)
    await pruneModel({ ...place, change: { ...change, precision: null, repair }, types, format, copyWeights: true });
  else await followProgress(quantizeModel({ ...place, change: { ...UNCHANGED, precision } }));
}

/** A report's sentence about changes that were measured before. */
function describeSources({ candidates, measuredBy }: KnownChanges): Pick<MeasuredAnswer, 'calibration' | 'sources' | 'machine'> {
  const sources = candidates.flatMap(({ texts }) => texts.map(({ source }) => source));
  return { calibration: null, sources: [...new Set(sources)], machine: measuredBy };
}

/** The bundled benchmarks whose answers are choices: they show a loss at the least cost. */
async function loadBenchmarks(): Promise<readonly Task[]> {
  const { tasks } = await loadTasks({ names: listBundledTasks(BENCHMARK_FOLDER) });
  return tasks.map(({ task }) => task).filter(({ kind }) => kind === 'multiple-choice');
}

/** A folder that goes when the process ends. */
function createScratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lamina-answer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Says at the start that an earlier call is continued, and after Ctrl-C that the next one will continue. */
function sayWhatIsKept({ checkpoint }: AnswerCache): void {
  const count = Object.keys(checkpoint).length;
  if (count > 0) process.stderr.write(`continuing: ${count} measurements of this model are kept from earlier calls\n`);
  process.prependOnceListener('SIGINT', () => process.stderr.write('\nstopped: what is measured is kept, and the next call continues\n'));
}

/** `5%`, `5 %` or `0.05`. */
function parseShare(text: string): number {
  const [, number = '', sign = ''] = /^\s*([\d.]+)\s*(%?)\s*$/.exec(text) ?? [];
  const share = number === '' ? Number.NaN : Number(number) / (sign === '%' ? 100 : 1);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('expected a share above 0 and at most 1, such as 5% or 0.05.');
  return share;
}

/** The measurements of a model, in a file of its digest: a later call, with another limit or after Ctrl-C, measures only the missing ones. */
interface AnswerCache {
  readonly checkpoint: Checkpoint;
  keep(part: Checkpoint): void;
}

/** Each part is a line, so that a killed process loses at most its last one. @param digest of the model's weights */
function openAnswerCache(digest: string): AnswerCache {
  const file = join(cacheFolder(), 'answers', `${digest}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return {
    checkpoint: Object.assign({}, ...lines.map(parseLine)),
    keep: (part) => appendFileSync(file, `${JSON.stringify(part)}\n`),
  };
}

function parseLine(line: string): Checkpoint {
  try {
    return JSON.parse(line) as Checkpoint;
  } catch {
    // The end of a file whose process was killed.
    return {};
  }
}
