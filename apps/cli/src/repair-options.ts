import {
  type CalibrationCut,
  holdOutDocuments,
  type RepairRecord,
  type RepairRequest,
  type ScoreInput,
  splitDocuments,
} from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { REPAIR_KINDS, type RepairKind, TOKEN_RULES, type TokenRule } from '@lamina/metrics';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseCount, parseNames, readInputFile } from './parse-options.ts';
import { readScoreInput } from './read-score-input.ts';

/** Flags of every command that can replace removed blocks by a repair. */
export interface RepairFlags {
  readonly repair?: RepairKind;
  /** Of a command that searches: the repair of each step of --iterate. */
  readonly iterateRepair?: RepairKind;
  readonly calibrationText?: readonly string[];
  readonly calibrationDocuments?: boolean;
  readonly calibrationWindows?: number;
  readonly calibrationIds?: string;
  readonly repairAlpha?: number | 'auto';
  readonly repairRank?: number;
  readonly tokenRule?: TokenRule;
}

/** Adds the options of a repair to a command. */
export function addRepairOptions(command: Command): Command {
  for (const option of listOptions()) command.addOption(option);
  return command;
}

function listOptions(): readonly Option[] {
  return [
    new Option('--repair <kind>', 'a linear replacement of the removed blocks, fitted on the calibration text').choices(REPAIR_KINDS),
    new Option('--calibration-ids <file>', 'token ids for fitting the repair, in the format of --ids'),
    new Option('--calibration-text <files...>', 'text for fitting the repair, one document per file'),
    new Option(
      '--calibration-documents',
      'a blank line of the calibration text ends a document, and every fifth is left out: as studies read it',
    ),
    new Option('--calibration-windows <n>', 'use the first n windows of the calibration text').argParser(parseCount),
    repairAlphaOption(),
    repairRankOption(),
    new Option('--token-rule <rule>', 'which calibration tokens are used (all)').choices(TOKEN_RULES),
  ];
}

export function iterateRepairOption(): Option {
  return new Option(
    '--iterate-repair <kind>',
    'with --iterate: repair the removed blocks after each removal, fitted on the text that is scored, before the influence is measured again',
  ).choices(REPAIR_KINDS);
}

export function repairAlphaOption(): Option {
  return new Option(
    '--repair-alpha <number>',
    'ridge relative to the tokens’ mean square (width / (5 · tokens)); auto: the best power of ten around that on held-back text',
  ).argParser(parseAlpha);
}

export function repairRankOption(): Option {
  return new Option('--repair-rank <n>', 'rank of low-rank (64)').argParser(parseCount);
}

/** The repairs in the flags. */
export interface PickedRepairs<T extends RepairFlags> {
  /** Of the named blocks. */
  readonly repair: (RepairRequest & Pick<CalibrationCut, 'windows'>) | null;
  /** Of each step of --iterate. */
  readonly iterateRepair: Omit<RepairRequest, 'calibration'> | null;
  /** The other flags. */
  readonly settings: Omit<T, keyof RepairFlags>;
}

/** @throws AppError BAD_USER_INPUT if parts of a repair are missing, or do not fit together. */
export function pickRepair<T extends RepairFlags>(flags: T): PickedRepairs<T> {
  const {
    repair: kind,
    iterateRepair: iterateKind,
    calibrationText,
    calibrationDocuments,
    calibrationWindows,
    calibrationIds,
    repairAlpha,
    repairRank,
    tokenRule,
    ...settings
  } = flags;
  const solving = {
    ...(repairAlpha === undefined ? {} : { alpha: repairAlpha }),
    ...(repairRank === undefined ? {} : { rank: repairRank }),
    ...(tokenRule === undefined ? {} : { tokenRule }),
  };
  const namesText = [calibrationText, calibrationDocuments, calibrationWindows, calibrationIds].some((given) => given !== undefined);
  if (iterateKind !== undefined) {
    if (kind !== undefined || namesText)
      throw new AppError(
        'BAD_USER_INPUT',
        `--iterate-repair ${iterateKind} repairs what --iterate removes, fitted on the text that is scored; leave --repair and the calibration text out`,
      );
    return { repair: null, iterateRepair: { kind: iterateKind, ...solving }, settings };
  }
  if (kind === undefined) {
    if (namesText || Object.keys(solving).length > 0)
      throw new AppError('BAD_USER_INPUT', 'calibration text, alpha, rank and token rule are options of a repair; add --repair KIND');
    return { repair: null, iterateRepair: null, settings };
  }
  if ((calibrationText === undefined) === (calibrationIds === undefined))
    throw new AppError(
      'BAD_USER_INPUT',
      `--repair ${kind} needs a calibration text; give either --calibration-ids FILE or --calibration-text FILE…`,
    );
  if (calibrationDocuments && calibrationText === undefined)
    throw new AppError('BAD_USER_INPUT', '--calibration-documents divides a text into documents; give --calibration-text FILE… with it');
  return {
    repair: {
      kind,
      calibration:
        calibrationDocuments && calibrationText ? readDocuments(calibrationText) : readScoreInput(calibrationText, calibrationIds),
      ...(calibrationWindows === undefined ? {} : { windows: calibrationWindows }),
      ...solving,
    },
    iterateRepair: null,
    settings,
  };
}

/** The documents on which a study solves a repair. */
function readDocuments(files: readonly string[]): ScoreInput {
  return { texts: holdOutDocuments(files.map(readInputFile).flatMap(splitDocuments)).solved };
}

/** `linear-fold,linear`: names, each one of the choices. */
export function parseRepairKinds(text: string, choices: readonly RepairKind[]): readonly RepairKind[] {
  return parseNames(text).map((name) => {
    const kind = choices.find((known) => known === name);
    if (kind === undefined) throw new InvalidArgumentError(`there is no repair ${name}; choose from ${choices.join(', ')}.`);
    return kind;
  });
}

function parseAlpha(text: string): number | 'auto' {
  if (text === 'auto') return 'auto';
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('expected a number of at least 0, or auto.');
  return value;
}

/** Lines for the terminal. */
export function describeRepair({ kind, tokenRule, tokens, gaps }: RepairRecord): readonly string[] {
  return [
    `repair ${kind} from ${tokens} tokens (${tokenRule}); error left, 1 is that of removal alone:`,
    ...gaps.map(({ run: [start, end], calibrationError, heldOutErrors }) => {
      const heldOut = heldOutErrors
        ? `, ${heldOutErrors.all.toFixed(4)} on this text (${heldOutErrors['no-sinks'].toFixed(4)} without sinks)`
        : '';
      return `  blocks ${start}–${end - 1}\t${calibrationError.toFixed(4)} on the calibration text${heldOut}`;
    }),
  ];
}
