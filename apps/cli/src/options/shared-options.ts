import { OPTIONS, option } from '@lamina/jobs';
import { UNIT_KINDS } from '@lamina/plans';
import { z } from 'zod';

/** A path of a file. */
export function fileOption(label: string, description: string, unit = 'file') {
  return option(z.string().min(1).optional(), label, description, unit);
}

/** Paths of files, separated by spaces. */
export function filesOption(label: string, description: string) {
  return option(z.array(z.string().min(1)).min(1).optional(), label, description, 'files...');
}

export function switchOption(label: string, description: string, isOn = false) {
  return option(z.boolean().default(isOn), label, description);
}

export const JSON_OPTION = { json: fileOption('JSON', 'Also write the result as JSON; - writes only the JSON, to stdout.') };

export const OUT_OPTION = { out: option(z.string().min(1), 'Folder', 'Folder to write.', 'folder') };

/** How texts are cut into windows. */
export const CUT_OPTIONS = { window: OPTIONS.window, stride: OPTIONS.stride, windows: OPTIONS.windows, bos: OPTIONS.bos };

/** How models run. */
export const RUN_OPTIONS = {
  batch: option(z.int().min(1).optional(), 'Batch', 'Rows per run. Default: as many as are fast and fit into memory.', 'n'),
  threads: option(z.int().min(1).optional(), 'Threads', 'Threads of the runtime. Default: one for each core.', 'n'),
};

/** Kinds of units of one ranking. */
export const UNITS_OPTION = {
  units: option(
    z.array(z.enum(UNIT_KINDS)).min(1).default(['block']),
    'Units',
    'Kinds of units that may be removed: block, attention, mlp, or several in one ranking.',
    'kinds',
  ),
};
