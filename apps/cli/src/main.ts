import { AppError } from '@lamina/errors';
import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { COMMANDS } from './commands.ts';

const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

process.on('SIGINT', () => process.exit(EXIT.interrupted));

try {
  await (await buildProgram(process.argv.slice(2))).parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** The program with only the requested command loaded; other commands are known only from the list. */
async function buildProgram([first, second]: readonly string[]): Promise<Command> {
  const program = new Command('lamina')
    .description('Which layers of a language model are redundant, and what does removing them cost?')
    .version(packageJson.version, '-V, --version', 'print the version')
    .exitOverride();
  const askedFor = first === 'help' ? second : first;
  for (const [name, [description, load]] of Object.entries(COMMANDS)) {
    const command = name === askedFor ? (await load()).createCommand() : new Command();
    program.addCommand(command.name(name).description(description).exitOverride());
  }
  return program;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof AppError) process.stderr.write(`${error.code}: ${error.message}\n`);
  else process.stderr.write(`INTERNAL_SERVER_ERROR: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
