import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTemporaryFolder } from '@lamina/test-utils/models';
import { replaceFolder } from './write-folder.ts';

const temporary = createTemporaryFolder();
afterAll(temporary.remove);

/** The number of a process that has ended. */
const DEAD = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' }).stdout.trim();

describe('replaceFolder', () => {
  let place = '';
  let out = '';
  let tests = 0;

  beforeEach(() => {
    tests += 1;
    place = join(temporary.path, `${tests}`);
    out = join(place, 'model');
    mkdirSync(place);
  });

  const isOurs = (folder: string): boolean => existsSync(join(folder, 'mark'));
  const replace = (text: string): Promise<void> =>
    replaceFolder(out, isOurs, async (folder) => {
      writeFileSync(join(folder, 'mark'), text);
    });
  const content = (): string => readFileSync(join(out, 'mark'), 'utf8');
  const putFolder = (name: string, text: string): void => {
    mkdirSync(join(place, name));
    writeFileSync(join(place, name, 'mark'), text);
  };

  it('makes a folder with the folders above it, and replaces it', async () => {
    out = join(place, 'a/b/model');
    await replace('first');
    await replace('second');
    expect(content()).toBe('second');
    expect(readdirSync(join(place, 'a/b'))).toEqual(['model']);
  });

  it('makes one whole folder of several at once', async () => {
    await replace('first');
    await Promise.all(['a', 'b', 'c'].map(replace));
    expect(['a', 'b', 'c']).toContain(content());
    expect(readdirSync(place)).toEqual(['model']);
  });

  it('leaves the old folder where the new one fails', async () => {
    await replace('first');
    const failing = replaceFolder(out, isOurs, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(content()).toBe('first');
    expect(readdirSync(place)).toEqual(['model']);
  });

  it('keeps the old folder whole until the new one is, and loses neither to a kill', () => {
    const script = `
      import { renameSync } from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      import fs from 'node:fs';
      const rename = fs.renameSync;
      fs.renameSync = (from, to) => { if (from.endsWith('.unfinished')) process.kill(process.pid, 'SIGKILL'); rename(from, to); };
      syncBuiltinESMExports();
      const { replaceFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'write-folder.ts'))});
      await replaceFolder(${JSON.stringify(out)}, () => true, async (folder) => fs.writeFileSync(folder + '/mark', 'second'));`;
    putFolder('model', 'first');
    const { signal } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
    expect(signal).toBe('SIGKILL');
    expect(existsSync(out)).toBe(false);
    return replaceFolder(join(place, 'other'), isOurs, async () => undefined).then(() => {
      expect(content()).toBe('first');
      expect(readdirSync(place).sort()).toEqual(['model', 'other']);
    });
  });

  it('cleans up what dead processes left, and nothing else', async () => {
    putFolder(`.${DEAD}-1.unfinished`, 'half');
    putFolder(`.${DEAD}-1-${hostname()}.unfinished`, 'half');
    putFolder(`.${DEAD}-1-${hostname()}-model.replaced`, 'old');
    putFolder('model', 'newer');
    const kept = [`.${process.pid}-1.unfinished`, `.${DEAD}-1-elsewhere.unfinished`, '.hidden', 'mine.unfinished'];
    for (const name of kept) putFolder(name, 'kept');
    await replace('newest');
    expect(content()).toBe('newest');
    expect(readdirSync(place).sort()).toEqual([...kept, 'model'].sort());
  });

  it.each([
    ['a folder with something else in it', () => cpSync(import.meta.filename, join(out, 'mine'), { recursive: true })],
    ['a file', () => writeFileSync(out, 'mine')],
  ])('refuses %s', async (_, occupy) => {
    occupy();
    await expect(replace('new')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(readdirSync(place)).toEqual(['model']);
  });

  it.each(['/proc/x/y', '/proc/model', '/dev/null/model', `/tmp/${'x'.repeat(300)}/model`])('refuses %s at once', async (path) => {
    await expect(replaceFolder(path, isOurs, async () => undefined)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
