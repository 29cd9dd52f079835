import { AppError } from '@lamina/errors';
import { METRIC_NAMES } from '@lamina/metrics';
import type { TaskCatalogue } from '../definition/task-catalogue.ts';
import type { GroupMetric, TaskGroup } from '../definition/task-group.ts';
import { defineTaskFromYaml } from './define-task-from-yaml.ts';
import type { TaskSettings } from './task-settings.ts';

/** The tasks, groups and tags that settings define; settings without a task or group are left out. */
export function catalogueSettings(all: readonly TaskSettings[]): TaskCatalogue {
  const groups = new Map(all.flatMap((settings) => (settings.isGroup ? [[settings.name, settings]] : [])));
  const tasks = Map.groupBy(
    all.filter((settings) => settings.isTask),
    ({ name }) => name,
  );
  const tags = listTags([...tasks.values()].flat());
  return {
    names: [...new Set([...tasks.keys(), ...groups.keys(), ...tags.keys()])].sort(),
    findTask(name) {
      const found = tasks.get(name);
      if (found === undefined) return undefined;
      const [settings, other] = found;
      if (other) throw new AppError('BAD_USER_INPUT', `${settings?.path} and ${other.path} both define task ${name}; rename one.`);
      return settings && defineTaskFromYaml(settings);
    },
    findGroup(name) {
      const [settings, members] = [groups.get(name), tags.get(name)];
      if (settings) return readGroup(name, settings);
      return members && { name, version: '0', members, metrics: [] };
    },
  };
}

function readGroup(name: string, settings: TaskSettings): TaskGroup {
  const named = settings.find('task');
  const members = (named === undefined ? [] : [named])
    .flat()
    .map((member) =>
      typeof member === 'string'
        ? member
        : settings.refuse('task', 'holds settings instead of names', 'names of tasks and groups in separate files'),
    );
  const metrics = settings.listNested('aggregate_metric_list').map(readGroupMetric);
  return { name, version: settings.findNested('metadata').findText('version') ?? '0', members, metrics };
}

function readGroupMetric(entry: TaskSettings): GroupMetric {
  const name = entry.findText('metric');
  const metric =
    METRIC_NAMES.find((metric) => metric === name) ?? entry.refuse('metric', `is "${name}"`, `one of ${METRIC_NAMES.join(', ')}`);
  if ((entry.findText('aggregation') ?? 'mean') !== 'mean') entry.refuse('aggregation', 'is not "mean"', '"mean"');
  return { metric, filters: entry.findTexts('filter_list') ?? null, isWeightedBySize: entry.find('weight_by_size') !== false };
}

function listTags(tasks: readonly TaskSettings[]): ReadonlyMap<string, readonly string[]> {
  const tagged = tasks.flatMap((settings) => settings.listTexts('tag').map((tag) => ({ tag, name: settings.name })));
  return new Map([...Map.groupBy(tagged, ({ tag }) => tag)].map(([tag, members]) => [tag, members.map(({ name }) => name)]));
}
