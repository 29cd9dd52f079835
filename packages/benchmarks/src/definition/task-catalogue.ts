import { AppError } from '@lamina/errors';
import type { TaskDefinition } from './task-definition.ts';
import type { TaskGroup } from './task-group.ts';

/** Tasks and groups by name. */
export interface TaskCatalogue {
  /** Names of its tasks and groups, in alphabetical order. */
  readonly names: readonly string[];
  /** @throws AppError BAD_USER_INPUT if the task exists but cannot be used */
  findTask(name: string): TaskDefinition | undefined;
  findGroup(name: string): TaskGroup | undefined;
  /** Messages about files that could not be read; absent if tasks do not come from files. */
  readonly problems?: readonly string[];
}

/** The tasks and groups for a list of names. */
export interface TaskSelection {
  /** Every task once, in the order of the names; a group is replaced by its tasks. */
  readonly tasks: readonly TaskDefinition[];
  /** Every named group and its subgroups, with the names of all their tasks. */
  readonly groups: readonly (TaskGroup & { readonly leaves: readonly string[] })[];
}

/**
 * Looks up names of tasks and groups. If several catalogues have a name, the first one wins.
 * @throws AppError NOT_FOUND for an unknown name, with similar names; BAD_USER_INPUT for a task that cannot be used, or a group that contains itself
 */
export function selectTasks(names: readonly string[], catalogues: readonly TaskCatalogue[]): TaskSelection {
  const tasks = new Map<string, TaskDefinition>();
  const groups = new Map<string, TaskSelection['groups'][number]>();
  for (const name of names) visit(name, []);
  return { tasks: [...tasks.values()], groups: [...groups.values()] };

  function visit(name: string, above: readonly string[]): readonly string[] {
    if (above.includes(name)) {
      throw new AppError('BAD_USER_INPUT', `Group ${name} contains itself: ${[...above, name].join(' → ')}. Remove the cycle.`);
    }
    for (const catalogue of catalogues) {
      const task = tasks.get(name) ?? catalogue.findTask(name);
      if (task !== undefined) {
        tasks.set(name, task);
        return [name];
      }
      const group = catalogue.findGroup(name);
      if (group === undefined) continue;
      const leaves = [...new Set(group.members.flatMap((member) => visit(member, [...above, name])))];
      groups.set(name, { ...group, leaves });
      return leaves;
    }
    const problems = catalogues.flatMap(({ problems: found = [] }) => found);
    const unread = problems.length > 0 ? ` Not read: ${problems.slice(0, 3).join('; ')}` : '';
    throw new AppError('NOT_FOUND', `There is no task or group "${name}". ${suggest(name, catalogues)}${unread}`);
  }
}

function suggest(name: string, catalogues: readonly TaskCatalogue[]): string {
  const all = [...new Set(catalogues.flatMap((catalogue) => catalogue.names))];
  const similar = all.filter((other) => other.includes(name) || name.includes(other));
  const shown = (similar.length > 0 ? similar : all).slice(0, 12);
  return `${similar.length > 0 ? 'Similar names' : 'Known are'}: ${shown.join(', ')}${shown.length < (similar.length || all.length) ? ', …' : ''}.`;
}
