import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_TASKS } from './built-in-tasks.ts';

const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe('the README of a built-in task', () => {
  it.each(folders.map(({ name }) => name))('%s names source, licence, split, version and what differs, as the task has them', (folder) => {
    const text = readFileSync(join(import.meta.dirname, folder, 'README.md'), 'utf8');
    const name = BUILT_IN_TASKS.names.find((each) => BUILT_IN_TASKS.findTask(each) && (each === folder || each.startsWith(`${folder}_`)));
    const task = BUILT_IN_TASKS.findTask(name ?? '');
    expect(task).toBeDefined();
    const place = task?.source.kind === 'hub' ? task.source.repository : 'Put it at';
    expect(text).toMatch(new RegExp(`^- \\*\\*Source:\\*\\* .*${place}`, 'm'));
    expect(text).toMatch(/^- \*\*Licence of the data:\*\* ./m);
    expect(text).toMatch(new RegExp(`^- \\*\\*Split:\\*\\* [“”]?${task?.split}`, 'm'));
    expect(text).toMatch(new RegExp(`^- \\*\\*Version:\\*\\* (none \\(shown as )?${task?.version}`, 'm'));
    expect(text).toMatch(/^- \*\*What differs from .*:\*\* ./m);
  });
});
