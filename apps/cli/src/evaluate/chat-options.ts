import type { ChatFormat } from '@lamina/benchmarks';
import { findModelSource, loadChatTemplate } from '@lamina/engine';
import { AppError } from '@lamina/errors';
import type { Command } from 'commander';
import { modelRoots } from '../env.ts';

/** How questions are formatted as conversations; same flags as lm-evaluation-harness. */
export interface ChatFlags {
  /** True for the model's default template, else the template's name. */
  readonly applyChatTemplate?: true | string;
  readonly systemInstruction?: string;
  readonly fewshotAsMultiturn?: 'true' | 'false';
}

/** The chat settings, for the results file. */
export interface ChatFacts {
  readonly chatTemplate: string | null;
  readonly systemInstruction: string | null;
  readonly isMultiturn: boolean | null;
}

export function addChatOptions(command: Command): Command {
  return command
    .option('--apply-chat-template [name]', 'format questions as conversations with the model’s chat template')
    .option('--system-instruction <text>', 'text before each question; the system message of a conversation')
    .option(
      '--fewshot-as-multiturn [true|false]',
      'solved examples as separate turns (default: true if a chat template is applied)',
      parseSwitch,
    );
}

function parseSwitch(value: string): 'true' | 'false' {
  if (value === 'true' || value === 'false') return value;
  throw new AppError('BAD_USER_INPUT', `--fewshot-as-multiturn is ${JSON.stringify(value)}; write true or false`);
}

/**
 * The chat format that the flags select.
 * @throws AppError BAD_USER_INPUT for turns without a chat template; as loadChatTemplate does.
 */
export function readChat(
  model: string,
  { applyChatTemplate, systemInstruction, fewshotAsMultiturn }: ChatFlags,
): { readonly choice: { readonly chat?: ChatFormat; readonly systemInstruction?: string }; readonly facts: ChatFacts } {
  const instruction = systemInstruction === undefined ? {} : { systemInstruction };
  if (applyChatTemplate === undefined) {
    if (fewshotAsMultiturn === 'true')
      throw new AppError('BAD_USER_INPUT', '--fewshot-as-multiturn requires a conversation; add --apply-chat-template');
    return { choice: instruction, facts: { chatTemplate: null, systemInstruction: systemInstruction ?? null, isMultiturn: null } };
  }
  const name = applyChatTemplate === true ? null : applyChatTemplate;
  const { text, render } = loadChatTemplate(findModelSource(model, { roots: modelRoots() }), name);
  const isMultiturn = fewshotAsMultiturn !== 'false';
  return {
    choice: { ...instruction, chat: { render, isMultiturn } },
    facts: { chatTemplate: text, systemInstruction: systemInstruction ?? null, isMultiturn },
  };
}
