-- AlterTable
ALTER TABLE "Customer" ADD COLUMN     "newsletter" BOOLEAN NOT NULL DEFAULT false;
