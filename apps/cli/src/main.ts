import { AppError } from '@lamina/errors';
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { efficiencyCommand } from './commands/efficiency.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { inspectCommand } from './commands/inspect.ts';
import { planCommand } from './commands/plan.ts';
import { pruneCommand } from './commands/prune.ts';
import { pullCommand } from './commands/pull.ts';
import { quantizeCommand } from './commands/quantize.ts';
import { scoreCommand } from './commands/score.ts';
import { strategiesCommand } from './commands/strategies.ts';
import { studyCommand } from './commands/study.ts';
import { workerCommand } from './commands/worker.ts';

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

process.on('SIGINT', () => process.exit(EXIT.interrupted));

const program = new Command('lamina')
  .description('Which layers of a language model are redundant, and what does removing them cost?')
  .version(packageJson.version, '-V, --version', 'print the version')
  .exitOverride()
  .addCommand(inspectCommand())
  .addCommand(scoreCommand())
  .addCommand(strategiesCommand())
  .addCommand(evaluateCommand())
  .addCommand(efficiencyCommand())
  .addCommand(pruneCommand())
  .addCommand(quantizeCommand())
  .addCommand(planCommand())
  .addCommand(studyCommand())
  .addCommand(workerCommand())
  .addCommand(pullCommand());
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof AppError) process.stderr.write(`${error.code}: ${error.message}\n`);
  else process.stderr.write(`INTERNAL_SERVER_ERROR: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
