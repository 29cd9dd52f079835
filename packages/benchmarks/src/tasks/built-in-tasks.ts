import type { TaskCatalogue } from '../definition/task-catalogue.ts';
import type { TaskDefinition } from '../definition/task-definition.ts';
import type { TaskGroup } from '../definition/task-group.ts';
import { ARC_CHALLENGE, ARC_EASY } from './arc.ts';
import { BASIC_ARITHMETIC } from './basic_arithmetic/task.ts';
import { BBH_GROUP, BBH_TASKS } from './bbh/task.ts';
import { BLIMP_GROUP, BLIMP_TASKS } from './blimp/task.ts';
import { BOOLQ } from './boolq/task.ts';
import { C3 } from './c3/task.ts';
import { CHID } from './chid/task.ts';
import { CMMLU_GROUP, CMMLU_TASKS } from './cmmlu/task.ts';
import { CMNLI } from './cmnli/task.ts';
import { COMMONSENSE_QA } from './commonsense_qa/task.ts';
import { GSM8K } from './gsm8k/task.ts';
import { HELLASWAG } from './hellaswag/task.ts';
import { LAMBADA_OPENAI } from './lambada_openai/task.ts';
import { MMLU_GROUPS, MMLU_TASKS } from './mmlu/task.ts';
import { OPENBOOKQA } from './openbookqa/task.ts';
import { PAPER_CMMLU_GROUP, PAPER_CMMLU_TASKS } from './paper_cmmlu/task.ts';
import { PAPER_MMLU_GROUP, PAPER_MMLU_TASKS } from './paper_mmlu/task.ts';
import { PAPER_BOOLQ, PAPER_COMMONSENSE_QA, PAPER_HELLASWAG, PAPER_PIQA, PAPER_WSC } from './paper-tasks.ts';
import { PG19 } from './pg19/task.ts';
import { PIQA } from './piqa/task.ts';
import { RACE } from './race/task.ts';
import { RACE_HIGH, RACE_MIDDLE } from './race-parts.ts';
import { SHORTGPT_GROUP } from './shortgpt-group.ts';
import { TRUTHFULQA_MC1, TRUTHFULQA_MC2 } from './truthfulqa.ts';
import { WIKITEXT } from './wikitext/task.ts';
import { WINOGRANDE } from './winogrande/task.ts';
import { WSC } from './wsc/task.ts';
import { WSC273 } from './wsc273/task.ts';
import { XSUM } from './xsum/task.ts';

const TASKS: readonly TaskDefinition[] = [
  HELLASWAG,
  PIQA,
  BOOLQ,
  WINOGRANDE,
  ARC_EASY,
  ARC_CHALLENGE,
  OPENBOOKQA,
  COMMONSENSE_QA,
  RACE,
  ...MMLU_TASKS,
  LAMBADA_OPENAI,
  WIKITEXT,
  TRUTHFULQA_MC1,
  TRUTHFULQA_MC2,
  WSC273,
  WSC,
  ...CMMLU_TASKS,
  GSM8K,
  BASIC_ARITHMETIC,
  ...BLIMP_TASKS,
  ...BBH_TASKS,
  RACE_MIDDLE,
  RACE_HIGH,
  XSUM,
  C3,
  CHID,
  CMNLI,
  PG19,
  PAPER_HELLASWAG,
  PAPER_PIQA,
  PAPER_BOOLQ,
  PAPER_WSC,
  PAPER_COMMONSENSE_QA,
  ...PAPER_MMLU_TASKS,
  ...PAPER_CMMLU_TASKS,
];
const GROUPS: readonly TaskGroup[] = [
  ...MMLU_GROUPS,
  CMMLU_GROUP,
  BLIMP_GROUP,
  BBH_GROUP,
  PAPER_MMLU_GROUP,
  PAPER_CMMLU_GROUP,
  SHORTGPT_GROUP,
];

/** The tasks that need no task file: those of lm-evaluation-harness, and those of the ShortGPT paper's evaluator. Their rows come from the hub. */
export const BUILT_IN_TASKS: TaskCatalogue = {
  names: [...TASKS, ...GROUPS].map(({ name }) => name).sort(),
  findTask: (name) => TASKS.find((task) => task.name === name),
  findGroup: (name) => GROUPS.find((group) => group.name === name),
};
