import { hasTablesByLength } from '@lamina/checkpoints';
import type { OpenedModel } from './open-model.ts';
import { rebuildCheckpoint } from './rebuild-checkpoint.ts';

/** A model in the form in which its graph is handed to other tools. */
export interface ExportForm {
  readonly opened: OpenedModel;
  /** In what it differs from the model as it is read. */
  readonly notes: readonly string[];
}

/**
 * The graph that becomes an ONNX file. It is the one that is read, but for checkpoints whose rotary table changes with the length of the text:
 * a file that decodes with a cache keeps to the table of long texts.
 */
export function openExportForm(opened: OpenedModel): ExportForm {
  const { checkpoint } = opened;
  if (checkpoint === null || !hasTablesByLength(checkpoint.decoder)) return { opened, notes: [] };
  const note =
    'the ONNX file turns positions by long_factor of rope_scaling in short texts too: keys in a cache, once turned, cannot change their table';
  return { opened: rebuildCheckpoint(opened, checkpoint, { fixesRotaryTables: true }), notes: [note] };
}
