-- CreateEnum
CREATE TYPE "OrderStatus" AS ENUM ('NEW', 'PAID');

-- AlterTable
ALTER TABLE "Order" ADD COLUMN     "status" "OrderStatus" NOT NULL DEFAULT 'NEW';
