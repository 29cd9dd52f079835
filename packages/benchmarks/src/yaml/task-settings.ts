import { AppError } from '@lamina/errors';
import { PythonFunction } from './parse-task-file.ts';

/** The settings of one task file with all its includes, and messages for invalid settings. */
export class TaskSettings {
  /** The task's name, or the file's path if it has none. */
  readonly name: string;
  readonly path: string;
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(path: string, values: Readonly<Record<string, unknown>>) {
    this.path = path;
    this.#values = values;
    this.name = [values.group, values.task].find((name) => typeof name === 'string') ?? path;
  }

  get isGroup(): boolean {
    return typeof this.#values.group === 'string';
  }

  get isTask(): boolean {
    return !this.isGroup && typeof this.#values.task === 'string';
  }

  /** The value of a setting; undefined if it is absent or null. @throws AppError BAD_USER_INPUT for a !function */
  find(key: string): unknown {
    const value = this.#values[key] ?? undefined;
    if (value instanceof PythonFunction) {
      this.refuse(
        key,
        `is the Python function ${value.reference}`,
        'a template or a column; Lamina runs no Python. Built-in tasks need none',
      );
    }
    return value;
  }

  findText(key: string): string | undefined {
    const value = this.find(key);
    return value === undefined || typeof value === 'string' ? value : this.refuse(key, describe(value), 'a text');
  }

  /** A name: a text, or the reference of a !function that Lamina supports. */
  findName(key: string): string | undefined {
    const value = this.#values[key];
    return value instanceof PythonFunction ? value.reference : this.findText(key);
  }

  findInteger(key: string): number | undefined {
    const value = this.find(key);
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
    return this.refuse(key, describe(value), 'a whole number');
  }

  /** Nested settings, e.g. fewshot_config; empty if absent. */
  findNested(key: string): TaskSettings {
    const value = this.find(key);
    if (value === undefined) return new TaskSettings(this.path, { task: this.name });
    if (typeof value !== 'object' || Array.isArray(value)) return this.refuse(key, describe(value), 'settings of its own');
    return new TaskSettings(this.path, { ...value, task: this.name });
  }

  /** A list of settings, e.g. aggregate_metric_list; empty if absent. */
  listNested(key: string): readonly TaskSettings[] {
    const list = this.findList(key);
    return list === undefined ? [] : list;
  }

  /** Texts, e.g. tag; empty if absent. */
  listTexts(key: string): readonly string[] {
    const texts = this.findTexts(key);
    return texts === undefined ? [] : texts;
  }

  /** A list of settings, e.g. metric_list; a single value counts as a list, as in the harness; undefined if absent. */
  findList(key: string): readonly TaskSettings[] | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    return [value]
      .flat()
      .map((each) =>
        typeof each === 'object' && each !== null
          ? new TaskSettings(this.path, { ...each, task: this.name })
          : this.refuse(key, describe(each), 'settings'),
      );
  }

  findTexts(key: string): readonly string[] | undefined {
    const value = this.find(key);
    if (value === undefined) return undefined;
    const list = typeof value === 'string' ? [value] : value;
    return Array.isArray(list) && list.every((each) => typeof each === 'string')
      ? list
      : this.refuse(key, describe(value), 'a list of texts');
  }

  listKeys(): readonly string[] {
    return Object.keys(this.#values).filter((key) => key !== 'task' && this.#values[key] !== null && this.#values[key] !== undefined);
  }

  refuse(key: string, found: string, expected: string): never {
    throw new AppError('BAD_USER_INPUT', `Task ${this.name} (${this.path}): "${key}" ${found}; expected ${expected}.`);
  }
}

function describe(value: unknown): string {
  return `is ${JSON.stringify(value)?.slice(0, 80) ?? 'missing'}`;
}
