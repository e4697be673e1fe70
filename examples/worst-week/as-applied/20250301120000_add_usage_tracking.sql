-- CreateTable
CREATE TABLE "usage_tracking" (
    "id" BIGSERIAL NOT NULL,
    "customerId" INTEGER NOT NULL,
    "event" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_tracking_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "usage_tracking_customerId_idx" ON "usage_tracking"("customerId");
