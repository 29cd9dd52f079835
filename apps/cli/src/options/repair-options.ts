import type { CalibrationCut, RepairRecord, RepairRequest } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import { OPTIONS, option, repairSetting } from '@lamina/jobs';
import { REPAIR_KINDS } from '@lamina/metrics';
import { holdOutDocuments, splitDocuments } from '@lamina/models';
import { z } from 'zod';
import { type Column, formatTable } from '../table.ts';
import { readTextFile } from './read-input-file.ts';
import { readScoreInput } from './read-score-input.ts';
import { fileOption, filesOption, switchOption } from './shared-options.ts';

/** The bundled text on which repairs are fitted where none is named. */
const REPAIR_TEXT = 'wikipedia-passages';

/** Options of every command that can replace removed blocks by a repair. */
export const REPAIR_OPTIONS = {
  repair: option(z.enum(REPAIR_KINDS).optional(), 'Repair', 'Replace the removed blocks by a linear map that is fitted on a text.', 'kind'),
  calibrationIds: fileOption('Token ids of the repair', 'Token ids for fitting the repair, in the format of --ids.'),
  calibrationText: filesOption(
    'Text of the repair',
    `Text for fitting the repair, one document per file, or the name of a bundled text. Default: ${REPAIR_TEXT}.`,
  ),
  repairAlpha: repairSetting.shape.alpha,
  repairRank: repairSetting.shape.rank,
  tokenRule: repairSetting.shape.tokenRule,
  calibrationDocuments: switchOption(
    'Documents of the repair',
    'Read the calibration text as studies do: a blank line ends a document, and every fifth document is left out.',
  ),
  calibrationWindows: option(
    OPTIONS.windows.unwrap().optional(),
    'Windows of the repair',
    'Use the first n windows of the calibration text.',
    'n',
  ),
};

/** The flags among them. */
export const REPAIR_FLAGS = [
  ...(['calibrationIds', 'calibrationText', 'calibrationDocuments', 'calibrationWindows'] as const),
  ...(['repairAlpha', 'repairRank', 'tokenRule'] as const),
] as const;

export type RepairOptions = z.output<z.ZodObject<typeof REPAIR_OPTIONS>>;

/** The repair of the named blocks; null without one. @throws AppError BAD_USER_INPUT if parts of a repair do not fit together. */
export function findRepair(options: RepairOptions): (RepairRequest & Pick<CalibrationCut, 'windows'>) | null {
  const { repair: kind, calibrationWindows: windows, repairAlpha: alpha, repairRank: rank, tokenRule } = options;
  if (kind !== undefined) return { kind, alpha, rank, tokenRule, windows, calibration: readCalibration(kind, options) };
  if (namesText(options) || (alpha ?? rank) !== undefined)
    throw new AppError('BAD_USER_INPUT', 'calibration text, alpha and rank are options of a repair; add --repair KIND');
  return null;
}

function namesText({ calibrationText, calibrationDocuments, calibrationWindows, calibrationIds }: RepairOptions): boolean {
  return calibrationDocuments || [calibrationText, calibrationWindows, calibrationIds].some((given) => given !== undefined);
}

function readCalibration(
  kind: string,
  { calibrationText, calibrationIds, calibrationDocuments }: RepairOptions,
): RepairRequest['calibration'] {
  const named = { text: calibrationText, ids: calibrationIds };
  if (!calibrationDocuments) return readScoreInput(named) ?? { texts: [readTextFile(REPAIR_TEXT)] };
  if (calibrationText === undefined)
    throw new AppError(
      'BAD_USER_INPUT',
      `--calibration-documents divides the text of --repair ${kind} into documents; give --calibration-text FILE… with it`,
    );
  // The documents on which a study solves a repair.
  return { texts: holdOutDocuments(calibrationText.map(readTextFile).flatMap(splitDocuments)).solved };
}

/** Lines for the terminal. */
export function describeRepair({ kind, tokenRule, tokens, gaps }: RepairRecord): string {
  const columns: readonly Column<RepairRecord['gaps'][number]>[] = [
    { title: 'blocks', align: 'left', value: ({ run: [start, end] }) => `${start}–${end - 1}` },
    { title: 'on its own text', value: ({ calibrationError }) => calibrationError.toFixed(4) },
    { title: 'on this text', value: ({ heldOutErrors }) => heldOutErrors?.all.toFixed(4) ?? '–' },
    { title: 'without sinks', value: ({ heldOutErrors }) => heldOutErrors?.['no-sinks'].toFixed(4) ?? '–' },
  ];
  return `repair ${kind} from ${tokens} tokens (${tokenRule}); error that is left, 1 is that of removal alone:\n${formatTable(gaps, columns)}`;
}
