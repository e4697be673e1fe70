-- What the shop had in its tables when the week began: two products share a name, which is why the migration of 20 March failed.
INSERT INTO "Customer" ("email", "name") VALUES ('ada@example.com', 'Ada'), ('grace@example.com', 'Grace');
INSERT INTO "Product" ("name", "priceCents") VALUES ('Blue mug', 1200), ('Blue mug', 1400), ('Red mug', 1200);
INSERT INTO "Order" ("customerId") VALUES (1), (2);
INSERT INTO "OrderItem" ("orderId", "productId") VALUES (1, 1), (2, 3);
