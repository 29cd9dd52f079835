import { option } from '@lamina/jobs';
import { readPrunePlan } from '@lamina/models';
import { formatPlan, PLAN_FORMATS } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { fileOption } from '../options/shared-options.ts';
import { defineVerb } from '../verb/define-verb.ts';

const NOTES = `Formats:
  mergekit    YAML of a passthrough merge, for mergekit-yaml
  hf-config   what changes in config.json, as a JSON merge patch (RFC 7396)
  llama.cpp   the option of llama-quantize, on the parent's GGUF: llama-quantize $(lamina plan …) in.gguf out.gguf F16
  drop-list   removed blocks, 0-based in the parent's numbering, one a line
  json        the plan itself`;

export function createCommand(): Command {
  return defineVerb({
    argument: '<plan>',
    argumentHelp: 'folder of a pruned model, or its prune-plan.json',
    options: z.strictObject({
      format: option(z.enum(PLAN_FORMATS).default('json'), 'Format', 'Tool to print for.', 'name'),
      model: fileOption('Parent', 'The parent for mergekit: a hub name, or a folder with its original weights.', 'model'),
    }),
    shown: ['format', 'model'],
    notes: NOTES,
    async run([path = ''], { format, model }) {
      const plan = readPrunePlan(path);
      process.stdout.write(formatPlan(plan, format, { model }));
      if (format !== 'json') for (const note of plan.notes) process.stderr.write(`note: ${note}\n`);
    },
  });
}
