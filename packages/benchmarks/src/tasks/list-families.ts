import BBH from './bbh-subtasks.json' with { type: 'json' };
import BLIMP from './blimp-paradigms.json' with { type: 'json' };
import CMMLU from './cmmlu-subjects.json' with { type: 'json' };
import MMLU from './mmlu-subjects.json' with { type: 'json' };
import FAMILIES from './task-families.json' with { type: 'json' };

/** The settings of a task or of a group. */
type Settings = Readonly<Record<string, unknown>>;

/** A group whose tasks differ only in their subject: `<name>`, `<words>` (the name in words) and `<chinese>` stand for it. */
interface Family {
  readonly task: Settings;
  readonly group: Settings & { readonly group: string };
}

/** The settings of all tasks of MMLU, CMMLU, BLiMP and BIG-Bench Hard, and of their groups. */
export function listFamilies(): readonly Settings[] {
  const mmlu = toSubjects(Object.values(MMLU).flat());
  const { mmlu: examination, ...families } = FAMILIES;
  const parts = Object.entries(MMLU).map(([part, names]) => ({ names, group: { ...examination.group, group: `mmlu_${part}` } }));
  return [
    ...parts.flatMap(({ names, group }) => repeat({ ...examination, group }, toSubjects(names))),
    { ...examination.group, task: parts.map(({ group }) => group.group) },
    ...repeat(families.cmmlu, CMMLU),
    ...repeat(families.blimp, toSubjects(BLIMP)),
    ...repeat(families.bbh_direct, toSubjects(BBH)),
    ...repeat(families.paper_mmlu, mmlu),
    ...repeat(families.paper_cmmlu, CMMLU),
  ];
}

function toSubjects(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, '']));
}

function repeat({ task, group }: Family, subjects: Readonly<Record<string, string>>): readonly Settings[] {
  const tasks = Object.entries(subjects).map(([name, chinese]): Settings => {
    const written = JSON.stringify(task).replaceAll('<name>', name).replaceAll('<words>', name.replaceAll('_', ' '));
    return JSON.parse(written.replaceAll('<chinese>', chinese));
  });
  return [...tasks, { ...group, task: tasks.map((each) => each.task) }];
}
