/** One row as a question with its answer, before description, examples and delimiters are put around it. */
export type TaskItem =
  | {
      readonly kind: 'choices';
      readonly question: string;
      readonly choices: readonly string[];
      /** Index of the right choice; −100 where the row names none. */
      readonly gold: number;
      readonly alsoRight?: readonly number[];
      /** The answer shown when the row is an example; default: the right choice. */
      readonly answer?: string;
    }
  | {
      readonly kind: 'inputs';
      /** The question once per option. */
      readonly choices: readonly string[];
      readonly continuation: string;
      readonly gold: number;
    }
  | { readonly kind: 'continuation'; readonly question: string; readonly target: string }
  | { readonly kind: 'text'; readonly text: string; readonly countedText?: string }
  | {
      readonly kind: 'generation';
      readonly question: string;
      readonly references: readonly string[];
      /** What the answer is chosen from, where a filter reads it by that. */
      readonly options?: readonly string[];
    };

/** The kinds of items; all rows of a task give the same one. */
export type TaskItemKind = TaskItem['kind'];
