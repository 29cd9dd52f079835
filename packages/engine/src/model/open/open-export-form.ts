import { hasTablesByLength } from '@lamina/checkpoints';
import type { OpenedModel } from './open-model.ts';
import { rebuildCheckpoint } from './rebuild-checkpoint.ts';

/** A model in the form in which its graph is given to other tools. */
export interface ExportForm {
  readonly opened: OpenedModel;
  /** How this form differs from the form in which the model is read. */
  readonly notes: readonly string[];
}

/**
 * The graph that is written as an ONNX file. It is the graph that is read, but for checkpoints whose rotary table depends on the length of the text.
 * A file that decodes with a cache uses the table of long texts.
 */
export function openExportForm(opened: OpenedModel): ExportForm {
  const { checkpoint } = opened;
  if (checkpoint === null || !hasTablesByLength(checkpoint.decoder)) return { opened, notes: [] };
  const note =
    'the ONNX file turns positions by long_factor of rope_scaling in short texts too: keys in a cache, once turned, cannot change their table';
  return { opened: rebuildCheckpoint(opened, checkpoint, { fixesRotaryTables: true }), notes: [note] };
}
