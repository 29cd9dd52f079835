/** One row as a question with its answer, without description, examples and delimiters. */
export type TaskItem =
  | {
      readonly kind: 'choices';
      readonly question: string;
      readonly choices: readonly string[];
      /** Index of the correct choice; −100 if the row has none. */
      readonly gold: number;
      readonly alsoRight?: readonly number[] | undefined;
      /** The answer in an example; default: the correct choice. */
      readonly answer?: string | undefined;
    }
  | {
      readonly kind: 'inputs';
      /** One version of the question per option. */
      readonly choices: readonly string[];
      readonly continuation: string;
      readonly gold: number;
    }
  | { readonly kind: 'continuation'; readonly question: string; readonly target: string }
  | { readonly kind: 'text'; readonly text: string; readonly countedText?: string | undefined }
  | {
      readonly kind: 'generation';
      readonly question: string;
      readonly references: readonly string[];
      /** The options of the answer, for filters that use them. */
      readonly options?: readonly string[] | undefined;
    };

/** Kinds of items; all rows of a task have the same kind. */
export type TaskItemKind = TaskItem['kind'];
