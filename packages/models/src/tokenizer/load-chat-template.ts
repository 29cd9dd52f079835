import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileChatTemplate, type RenderChat } from '@lamina/benchmarks';
import { AppError } from '@lamina/errors';
import { readJson } from '../files/read-files.ts';
import type { ModelSource } from '../locate/model-source.ts';
import { readTokenizer, textOfToken } from './tokenizer.ts';

/** A chat template: its source text, and the function that renders it. */
export interface ChatTemplate {
  readonly text: string;
  readonly render: RenderChat;
}

const SPECIAL_TOKENS = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'];

/**
 * The chat template of a model. It is looked for where transformers looks: `chat_template.jinja`, `chat_template.json`, `chat_template` of
 * tokenizer_config.json. A GGUF file has it in `tokenizer.chat_template`.
 *
 * @param name which of several templates; by default the one called `default`
 * @throws AppError NOT_FOUND where the model has no template, or none of that name; FILE_UNREADABLE where it is not valid.
 */
export function loadChatTemplate(source: ModelSource, name: string | null = null): ChatTemplate {
  const { config } = readTokenizer(source).description;
  const text = chooseTemplate(findTemplates(source, config), name, source);
  const tokens = SPECIAL_TOKENS.flatMap((key) => {
    const token = textOfToken(config[key]);
    return token === null ? [] : [[key, token] as const];
  });
  return { text, render: compileChatTemplate(text, Object.fromEntries(tokens)) };
}

/** The texts of all chat templates of a model. @throws AppError as readTokenizer does */
export function listChatTemplates(source: ModelSource): readonly string[] {
  const templates = findTemplates(source, readTokenizer(source).description.config);
  return typeof templates === 'string' ? [templates] : [...listNamed(templates).values()];
}

function findTemplates({ folder, format }: ModelSource, config: Readonly<Record<string, unknown>>): unknown {
  const jinja = join(folder, 'chat_template.jinja');
  if (format === 'gguf') return config.chat_template;
  if (existsSync(jinja)) return readFileSync(jinja, 'utf8');
  return readJson(join(folder, 'chat_template.json')).chat_template ?? config.chat_template;
}

function chooseTemplate(templates: unknown, name: string | null, source: ModelSource): string {
  if (typeof templates === 'string' && (name === null || name === 'default')) return templates;
  const named = listNamed(templates);
  const found = named.get(name ?? 'default');
  if (found !== undefined) return found;
  const names = [...named.keys()];
  throw new AppError(
    'NOT_FOUND',
    names.length === 0 && typeof templates !== 'string'
      ? `${source.name} has no chat template; leave it out, or put chat_template.jinja beside the model`
      : `${source.name} has no chat template ${JSON.stringify(name ?? 'default')}; it has ${names.join(', ') || 'one without a name'}`,
  );
}

/** Several templates in tokenizer_config.json have the form [{ name, template }]. */
function listNamed(templates: unknown): ReadonlyMap<string, string> {
  if (!Array.isArray(templates)) return new Map();
  return new Map(
    templates.flatMap((entry: unknown) =>
      typeof entry === 'object' && entry !== null && 'name' in entry && 'template' in entry
        ? [[String(entry.name), String(entry.template)] as const]
        : [],
    ),
  );
}
