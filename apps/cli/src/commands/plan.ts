import { readPrunePlan } from '@lamina/engine';
import { formatPlan, PLAN_FORMATS, type PlanFormat } from '@lamina/plans';
import { Command, Option } from 'commander';

export function planCommand(): Command {
  return new Command('plan')
    .argument('<plan>', 'folder of a pruned model, or its prune-plan.json')
    .addOption(new Option('--format <name>', 'tool to print for').choices(PLAN_FORMATS).default('json'))
    .option('--model <reference>', 'the parent for mergekit: a hub name, or a folder with its original weights')
    .addHelpText(
      'after',
      `
Formats:
  mergekit    YAML of a passthrough merge, for mergekit-yaml
  hf-config   what changes in config.json, as a JSON merge patch (RFC 7396)
  llama.cpp   the option of llama-quantize, on the parent's GGUF: llama-quantize $(lamina plan …) in.gguf out.gguf F16
  drop-list   removed blocks, 0-based in the parent's numbering, one a line
  json        the plan itself`,
    )
    .action((path: string, flags: { readonly format: PlanFormat; readonly model?: string }) => {
      const plan = readPrunePlan(path);
      process.stdout.write(formatPlan(plan, flags.format, flags.model === undefined ? {} : { model: flags.model }));
      if (flags.format !== 'json') for (const note of plan.notes) process.stderr.write(`note: ${note}\n`);
    });
}
