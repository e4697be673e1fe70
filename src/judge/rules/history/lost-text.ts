/** Said of a text that ran and that git was searched for in vain. */
export const nowhere = 'No commit of this checkout has the text that ran.';

/** Said last, when somebody is sent to look for it elsewhere. */
export const withoutText = 'If nobody has it any more, the plan in the report goes on without it.';
