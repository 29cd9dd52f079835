import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CodeBlock } from './code-block.ts';

/** The environment of a page's commands. */
export interface PageSurroundings {
  /** The address that replaces http://localhost:4000 of the pages. */
  readonly apiUrl: string;
  /** The administrator's token, which `npm start` stores in a file. */
  readonly token: string;
  /** Python with the client installed. */
  readonly python: string;
  readonly environment: Readonly<Record<string, string>>;
}

const LIMIT_MS = 300_000;
/** The files of a clone of the repository; a page writes all other files to its own folder. */
const LINKED = ['models', 'node_modules', 'packages', 'apps', 'docs', 'clients', 'package.json', 'tsconfig.json', '.npmrc'];

/** Runs the blocks of one page like a reader: one after the other, in one folder and shell environment. */
export class PageRunner {
  readonly #surroundings: PageSurroundings;
  readonly #folder = mkdtempSync(join(tmpdir(), 'lamina-docs-'));
  #python = '';

  constructor(surroundings: PageSurroundings) {
    this.#surroundings = surroundings;
    for (const name of LINKED) symlinkSync(resolve(name), join(this.#folder, name));
    mkdirSync(join(this.#folder, '.lamina'));
    writeFileSync(join(this.#folder, '.lamina/admin-token'), surroundings.token);
  }

  /** Resolves if the block succeeds; otherwise rejects with its output. */
  async run(block: CodeBlock): Promise<void> {
    const text = this.#atHome(block.text);
    if (block.isParsedOnly) await this.#parse(block.language, text);
    else if (block.language === 'sh') await this.#runShell(text);
    else if (block.language === 'python') await this.#runPython(text);
    else await this.#runQuery(text);
  }

  async #parse(language: CodeBlock['language'], text: string): Promise<void> {
    if (language === 'python') await this.#execute(this.#surroundings.python, ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], text);
    else await this.#execute('bash', ['-n'], text);
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #atHome(text: string): string {
    return text.replaceAll('http://localhost:4000', this.#surroundings.apiUrl);
  }

  /** Variables that a block exports exist in the next block. */
  async #runShell(text: string): Promise<void> {
    const output = await this.#execute('bash', [], `set -euo pipefail\n[ ! -f .exports ] || . ./.exports\n${text}\nexport -p > .exports\n`);
    // GraphQL answers a refused operation with status 200.
    if (/"errors":\s*\[/.test(output)) throw new Error(output.slice(-3000));
  }

  /** Names that a block defines exist in the next block; earlier output is printed again and ignored. */
  async #runPython(text: string): Promise<void> {
    this.#python += `${text}\n`;
    writeFileSync(join(this.#folder, 'page.py'), this.#python);
    await this.#execute(this.#surroundings.python, ['page.py'], '');
  }

  async #runQuery(query: string): Promise<void> {
    const response = await fetch(`${this.#surroundings.apiUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { errors } = (await response.json()) as { errors?: readonly { message: string }[] };
    if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  }

  async #execute(command: string, args: readonly string[], input: string): Promise<string> {
    const { environment, python } = this.#surroundings;
    const path = [resolve('node_modules/.bin'), join(python, '..'), process.env.PATH].join(':');
    const child = spawn(command, args, {
      cwd: this.#folder,
      env: { ...process.env, ...environment, PATH: path, npm_config_loglevel: 'error' },
      timeout: LIMIT_MS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdin.end(input);
    const [code, signal] = await once(child, 'close');
    if (code !== 0) throw new Error(`${signal ?? `exit ${code}`}\n${output.slice(-3000)}`);
    return output;
  }
}
