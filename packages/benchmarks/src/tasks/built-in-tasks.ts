import type { TaskCatalogue } from '../definition/task-catalogue.ts';
import type { TaskDefinition } from '../definition/task-definition.ts';
import { getInteger, getText, getTextList } from '../task/row.ts';
import { catalogueSettings } from '../yaml/catalogue-settings.ts';
import { TaskSettings } from '../yaml/task-settings.ts';
import { detokenizeWikitext } from './detokenize-wikitext.ts';
import HARNESS_TASKS from './harness-tasks.json' with { type: 'json' };
import { toHellaswagItem, toPaperHellaswagItem } from './hellaswag-items.ts';
import { listFamilies } from './list-families.ts';
import PAPER_TASKS from './paper-tasks.json' with { type: 'json' };
import { toRaceItem } from './race-item.ts';
import { toPaperWscItem, toWinograndeItem, toWsc273Item, toWscItem } from './winograd-items.ts';

/** Parts of tasks that settings cannot express: questions that need code, and metrics that are not of the harness. */
const CODE: Readonly<Record<string, Partial<TaskDefinition>>> = {
  hellaswag: { toItem: toHellaswagItem },
  winogrande: { toItem: toWinograndeItem },
  race: { toItem: toRaceItem },
  wsc: { toItem: toWscItem },
  wsc273: { toItem: toWsc273Item },
  wikitext: {
    // Words and bytes are counted in the original.
    toItem: (row) => ({ kind: 'text', text: detokenizeWikitext(getText(row, 'page')), countedText: getText(row, 'page') }),
  },
  truthfulqa_mc2: { metrics: [{ metric: 'acc', isProbabilityMass: true }] },
  basic_arithmetic: { metrics: [{ metric: 'exact_match' }] },
  xsum: { metrics: [{ metric: 'rouge1' }] },
  paper_hellaswag: { toItem: toPaperHellaswagItem },
  paper_wsc: { toItem: toPaperWscItem },
  chid: {
    toItem: (row) => {
      const [before, ...after] = getText(row, 'content').split('#idiom#');
      return {
        kind: 'choices',
        question: `以下句子是否通顺？\n${before}`,
        choices: getTextList(row, 'candidates').map((idiom) => `${['', ...after].join(idiom)}\n这个句子是通顺的。`),
        gold: getInteger(row, 'answer'),
      };
    },
  },
};

const CATALOGUE = catalogueSettings(
  [...HARNESS_TASKS, ...PAPER_TASKS, ...listFamilies()].map((settings) => new TaskSettings('built-in tasks', settings)),
);

/** The tasks that need no task file: those of lm-evaluation-harness, and those of the ShortGPT paper's evaluator. Their rows come from the hub. */
export const BUILT_IN_TASKS: TaskCatalogue = {
  ...CATALOGUE,
  findTask: (name) => {
    const settings = CATALOGUE.findTask(name);
    const task = settings && { ...settings, ...CODE[name] };
    return task?.version.startsWith('opencompass') && task.targetDelimiter === '' ? joinTexts(task) : task;
  },
};

/**
 * A task scored by perplexity as in OpenCompass: every choice gives a whole text including the question, and the text with the lowest mean loss per
 * token wins. OpenCompass is the evaluator of the ShortGPT paper; its template files of 2025 are used, because the paper does not name any. One
 * difference: if a tokenizer adds no beginning-of-text token, the first token is scored after the prefix token; OpenCompass leaves it out.
 */
function joinTexts(task: TaskDefinition): TaskDefinition {
  const toItem: TaskDefinition['toItem'] = (row) => {
    const item = task.toItem(row);
    if (item.kind !== 'choices') return item;
    return { ...item, question: '', choices: item.choices.map((choice) => item.question + choice) };
  };
  return { ...task, toItem, metrics: [{ metric: 'acc', isPerToken: true }] };
}
