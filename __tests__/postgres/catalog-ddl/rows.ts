/** Data for the base schema of the drift cases. */
export const rows = `
INSERT INTO depot.site VALUES (1, 'north');
INSERT INTO "Customer" (nickname, note, score, balance, span, lasted, stock, size, data)
  VALUES ('n', 'a note', 5, 1.25, '[1,3)', '1 day', 3, (1, 2), '{"a": 1}');
INSERT INTO "Order" (customer_id, site_id, total, doubled, code) VALUES (1, 1, 10, 20, 'x');
INSERT INTO ticket (priority) VALUES (4);
INSERT INTO event VALUES ('2025-05-05', 'it');
INSERT INTO handle VALUES ('h');`;
